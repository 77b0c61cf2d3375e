package hitrate.kernel.cell;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Weaves a call of [CellThreads#check] into every method entry and before every branch of the
/// learner's classes, so that any loop of theirs can be stopped, and turns their calls that would
/// end the JVM into an exception.
///
/// JShell's own `LocalExecutionControl` checks before branches only: an endless stream whose lambda
/// has no branch could not be stopped.
final class StopChecks implements CodeTransform {
  private static final ClassDesc CELL_THREADS = ClassDesc.of(CellThreads.class.getName());
  private static final ClassDesc RUNTIME = ClassDesc.of("java.lang.Runtime");
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
  private static final MethodTypeDesc STATUS =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
  private static final MethodTypeDesc RUNTIME_STATUS =
      MethodTypeDesc.of(ConstantDescs.CD_void, RUNTIME, ConstantDescs.CD_int);

  private StopChecks() {}

  /// The class with the calls woven in.
  static byte[] weave(byte[] bytes) {
    var file = ClassFile.of();
    return file.transformClass(
        file.parse(bytes), ClassTransform.transformingMethodBodies(new StopChecks()));
  }

  @Override
  public void atStart(CodeBuilder code) {
    code.invokestatic(CELL_THREADS, "check", NOTHING);
  }

  @Override
  public void accept(CodeBuilder code, CodeElement element) {
    switch (element) {
      case InvokeInstruction call when isCall(call, "java/lang/System", "exit") ->
          code.invokestatic(CELL_THREADS, "exit", STATUS);
      case InvokeInstruction call
          when isCall(call, "java/lang/Runtime", "exit")
              || isCall(call, "java/lang/Runtime", "halt") ->
          code.invokestatic(CELL_THREADS, "exit", RUNTIME_STATUS);
      case BranchInstruction branch -> {
        code.invokestatic(CELL_THREADS, "check", NOTHING);
        code.with(branch);
      }
      default -> code.with(element);
    }
  }

  private static boolean isCall(InvokeInstruction call, String owner, String name) {
    return call.owner().asInternalName().equals(owner) && call.name().equalsString(name);
  }
}
