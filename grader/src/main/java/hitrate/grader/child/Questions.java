package hitrate.grader.child;

import hitrate.grader.wire.Channel;
import hitrate.grader.wire.Handle;
import hitrate.grader.wire.Message;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Calls of the learner's code back to the grader: a supplier, say, that stands for a slow
/// database.
final class Questions {
  private final Channel channel;
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<@Nullable Object>> open = new ConcurrentHashMap<>();

  Questions(Channel channel) {
    this.channel = channel;
  }

  /// An object of the callback's interface whose methods are answered by the grader.
  Object proxy(Handle.Callback callback, ClassLoader learner) throws ClassNotFoundException {
    var type = Class.forName(callback.type(), false, learner);
    return Proxy.newProxyInstance(learner, new Class<?>[] {type}, handler(callback));
  }

  private InvocationHandler handler(Handle.Callback callback) {
    return (proxy, method, arguments) -> {
      if (method.getDeclaringClass() == Object.class) {
        return ofObject(proxy, method, arguments, callback);
      }
      return method.isDefault()
          ? InvocationHandler.invokeDefault(proxy, method, arguments)
          : ask(callback.number(), method.getName(), arguments);
    };
  }

  @SuppressWarnings("ReferenceEquality") // a proxy equals itself only
  private static Object ofObject(
      Object proxy, Method method, Object @Nullable [] arguments, Handle.Callback callback) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> callback.number();
      default -> callback.type() + "#" + callback.number();
    };
  }

  private @Nullable Object ask(int callback, String method, Object @Nullable [] arguments)
      throws IOException, InterruptedException {
    int question = last.incrementAndGet();
    var answer = new CompletableFuture<@Nullable Object>();
    open.put(question, answer);
    List<@Nullable Object> list =
        arguments == null ? List.of() : Arrays.<@Nullable Object>asList(arguments);
    channel.send(new Message.Ask(question, callback, method, list));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause() == null ? "" : e.getCause().getMessage());
    }
  }

  void answer(int question, @Nullable Object value) {
    var waiting = open.remove(question);
    if (waiting != null) {
      waiting.complete(value);
    }
  }

  void fail(int question, String text) {
    var waiting = open.remove(question);
    if (waiting != null) {
      waiting.completeExceptionally(new IllegalStateException(text));
    }
  }
}
