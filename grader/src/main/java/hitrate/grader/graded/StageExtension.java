package hitrate.grader.graded;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives every graded test its [Stage], built from the [Workshop] of the run, and clears it away.
final class StageExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace SESSION =
      ExtensionContext.Namespace.create(Workshop.class);
  private static final ExtensionContext.Namespace OWN =
      ExtensionContext.Namespace.create(StageExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stage.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var workshop =
        context.getStore(StoreScope.LAUNCHER_SESSION, SESSION).get(Workshop.class, Workshop.class);
    if (workshop == null) {
      throw new IllegalStateException("graded tests run by the grader only");
    }
    var stage = new Stage(workshop, context.getRequiredTestMethod().getName());
    context.getStore(OWN).put(Stage.class, stage);
    return stage;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var stage = context.getStore(OWN).remove(Stage.class, Stage.class);
    if (stage != null) {
      stage.close();
    }
  }
}
