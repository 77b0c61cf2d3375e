package hitrate.grader.graded;

import hitrate.grader.isolation.Failure;
import hitrate.grader.isolation.LearnerJvm;
import hitrate.grader.isolation.SubmissionFailure;
import hitrate.grader.wire.Handle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Stands, in a test, for an object of the learner's class: a call of the interface's method is a
/// call of the learner's method with the same name and parameters.
final class LearnerObject implements InvocationHandler {
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class,
          Boolean.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class);

  private final LearnerJvm jvm;
  private final int object;

  LearnerObject(LearnerJvm jvm, int object) {
    this.jvm = jvm;
    this.object = object;
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    if (method.getDeclaringClass() == Object.class) {
      throw new UnsupportedOperationException(method.getName() + " of a learner's object");
    }
    var types = method.getParameterTypes();
    var names = Arrays.stream(types).map(Class::getName).toList();
    var values = new ArrayList<@Nullable Object>();
    for (int i = 0; i < types.length; i++) {
      values.add(crossing(types[i], arguments == null ? null : arguments[i]));
    }
    try {
      var returned = jvm.call(object, method.getName(), names, values);
      check(method, returned);
      return returned;
    } catch (SubmissionFailure e) {
      throw new SubmissionFailure(named(e.failure(), method));
    }
  }

  /// A functional interface stays here and is answered from here; values go across.
  private @Nullable Object crossing(Class<?> type, @Nullable Object value) {
    if (value == null || !type.isInterface() || !isFunctional(type)) {
      return value;
    }
    int number = jvm.register((method, arguments) -> callBack(type, value, method, arguments));
    return new Handle.Callback(number, type.getName());
  }

  private static boolean isFunctional(Class<?> type) {
    return type.isAnnotationPresent(FunctionalInterface.class);
  }

  private static @Nullable Object callBack(
      Class<?> type, Object target, String name, List<@Nullable Object> arguments)
      throws Exception {
    for (var method : type.getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.size()) {
        try {
          return method.invoke(target, arguments.toArray());
        } catch (InvocationTargetException e) {
          throw e.getCause() instanceof Exception cause ? cause : e;
        }
      }
    }
    throw new NoSuchMethodException(name);
  }

  /// The signature in full, where only the name is known so far.
  private static Failure named(Failure failure, Method method) {
    return switch (failure) {
      case Failure.NoMethod _ -> new Failure.NoMethod(signature(method));
      case Failure.WrongType wrong when wrong.expected().isEmpty() ->
          new Failure.WrongType(
              method.getName(), typeName(method.getGenericReturnType()), wrong.returned());
      default -> failure;
    };
  }

  private static String signature(Method method) {
    var parameters =
        Arrays.stream(method.getGenericParameterTypes())
            .map(LearnerObject::typeName)
            .collect(Collectors.joining(", "));
    var returned = typeName(method.getGenericReturnType());
    return returned + " " + method.getName() + "(" + parameters + ")";
  }

  private static String typeName(Type type) {
    return type.getTypeName().replaceAll("\\b[a-z]+\\.", "");
  }

  private static void check(Method method, @Nullable Object returned) {
    var type = method.getGenericReturnType();
    if (!fits(type, returned)) {
      throw new SubmissionFailure(
          new Failure.WrongType(method.getName(), typeName(type), shown(returned)));
    }
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }

  /// Whether `value` is what its declared type says, elements included.
  private static boolean fits(Type type, @Nullable Object value) {
    if (type instanceof Class<?> plain) {
      if (plain == void.class) {
        return true;
      }
      return value == null
          ? !plain.isPrimitive()
          : BOXES.getOrDefault(plain, plain).isInstance(value);
    }
    if (!(type instanceof ParameterizedType generic)) {
      return true;
    }
    var arguments = generic.getActualTypeArguments();
    return fits(generic.getRawType(), value)
        && switch (value) {
          case null -> true;
          case Optional<?> optional -> fits(arguments[0], optional.orElse(null));
          case Collection<?> items ->
              items.stream().allMatch(item -> item != null && fits(arguments[0], item));
          case Map<?, ?> map ->
              map.entrySet().stream()
                  .allMatch(entry ->
                      entry.getKey() != null
                          && entry.getValue() != null
                          && fits(arguments[0], entry.getKey())
                          && fits(arguments[1], entry.getValue()));
          default -> true;
        };
  }
}
