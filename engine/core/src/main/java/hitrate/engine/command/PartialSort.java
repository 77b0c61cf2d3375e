package hitrate.engine.command;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Sorts as far as somebody wants to see: what belongs at some of the places of the sorted order
/// gets there, what belongs before or behind them may stay in any order.
///
/// It is the quicksort of Bentley and McIlroy ("Engineering a Sort Function", 1993) that looks only
/// into the parts with wanted places, as in the real server: elements that are equal to the order
/// come out in the same sequence there and here, which is not that in which they came. Where an
/// input makes that quicksort quadratic a merge sort does the rest.
public final class PartialSort<T> {
  private static final int FEW = 7; // fewer are sorted as they stand, equal ones in their sequence
  private static final int MANY = 40; // more have their pivot chosen among nine

  private final T[] items;
  private final Comparator<? super T> order;
  private final int from;
  private final int to;
  private int less;
  private int greater;

  private PartialSort(T[] items, Comparator<? super T> order, int from, int to) {
    this.items = items;
    this.order = order;
    this.from = from;
    this.to = to;
  }

  /// Sorts a list so that the places `from` to `to` (exclusive) are right.
  @SuppressWarnings("unchecked") // nothing but the list's own elements goes in and out
  public static <T> void sort(List<T> list, Comparator<? super T> order, int from, int to) {
    T[] items = (T[]) list.toArray();
    int levels = 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(items.length));
    new PartialSort<>(items, order, from, to).sort(0, items.length, levels);
    for (int i = 0; i < items.length; i++) {
      list.set(i, items[i]);
    }
  }

  /// @param levels how often the part may be split before it counts as one that splits badly
  private void sort(int low, int high, int levels) {
    int begin = low;
    int end = high;
    for (int left = levels; end - begin > 1 && begin < to && end > from; left--) {
      if (end - begin < FEW || left == 0) {
        Arrays.sort(items, begin, end, order);
        return;
      }
      split(begin, end);
      int lessEnd = begin + less;
      int greaterBegin = end - greater;
      if (less < greater) { // the smaller part goes deeper, so that the stack stays small
        sort(begin, lessEnd, left - 1);
        begin = greaterBegin;
      } else {
        sort(greaterBegin, end, left - 1);
        end = lessEnd;
      }
    }
  }

  /// Brings what is less than a pivot to the front and what is greater to the end, and counts both.
  /// What equals it gathers at the ends first and is swapped into the middle last.
  private void split(int begin, int end) {
    swap(begin, pivot(begin, end));
    T pivot = items[begin];
    int equalFront = begin + 1;
    int up = begin + 1;
    int down = end - 1;
    int equalBack = end - 1;
    while (true) {
      int sign;
      while (up <= down && (sign = order.compare(items[up], pivot)) <= 0) {
        if (sign == 0) {
          swap(equalFront++, up);
        }
        up++;
      }
      while (up <= down && (sign = order.compare(items[down], pivot)) >= 0) {
        if (sign == 0) {
          swap(down, equalBack--);
        }
        down--;
      }
      if (up > down) {
        break;
      }
      swap(up++, down--);
    }
    less = up - equalFront;
    greater = equalBack - down;
    swapRuns(begin, up, Math.min(equalFront - begin, less));
    swapRuns(up, end, Math.min(greater, end - 1 - equalBack));
  }

  private int pivot(int begin, int end) {
    int count = end - begin;
    int middle = begin + count / 2;
    if (count == FEW) {
      return middle;
    }
    int first = begin;
    int last = end - 1;
    if (count > MANY) {
      int step = count / 8;
      first = median(first, first + step, first + 2 * step);
      middle = median(middle - step, middle, middle + step);
      last = median(last - 2 * step, last - step, last);
    }
    return median(first, middle, last);
  }

  private int median(int a, int b, int c) {
    int ab = order.compare(items[a], items[b]);
    int bc = order.compare(items[b], items[c]);
    if (ab < 0 ? bc < 0 : bc > 0) {
      return b;
    }
    boolean isFirstLess = order.compare(items[a], items[c]) < 0;
    return ab < 0 == isFirstLess ? c : a;
  }

  /// Swaps `count` items from `begin` on with those before `end`.
  private void swapRuns(int begin, int end, int count) {
    for (int i = 0; i < count; i++) {
      swap(begin + i, end - count + i);
    }
  }

  private void swap(int one, int other) {
    T item = items[one];
    items[one] = items[other];
    items[other] = item;
  }
}
