using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Hosting;

/// <summary>The managed functions that <c>prelude.lua</c> builds the host's helpers on.</summary>
internal sealed class HostFunctions(EventLoop loop, FailureReporter reporter, Action<int> exit)
{
    internal void AddTo(ModuleBuilder builder)
    {
        builder.Add("message", Message).Add("symbol", Symbol).Add("trace", Trace).Add("exit", Exit).Add("block", Block).Add("fiber_thread", FiberThread).Add("is_ours", IsOurs);
        builder.Add("is_main", IsMain).Add("report", Report).Add("seal", Seal);
        builder.Add("EINVAL", Errno.EINVAL).Add("EPERM", Errno.EPERM);
        builder.AddLightUserdata("token", FiberScheduler.Token);
    }

    /// <summary><c>message(category: string, code: integer) -> string</c></summary>
    private static int Message(LuaCall call) => call.Return(ErrorMessages.For(Category(call), (int)call.Integer(2)));

    /// <summary><c>symbol(category: string, code: integer) -> string|nil</c></summary>
    private static int Symbol(LuaCall call) =>
        Category(call) is ErrorCategory.System or ErrorCategory.Generic && Errno.Symbol((int)call.Integer(2)) is { } symbol
            ? call.Return(symbol)
            : call.ReturnNil();

    /// <summary>The message handler of a fiber's body: records where the error was raised and returns it unchanged.</summary>
    private int Trace(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        if (fiber.Trace is { IsSealed: true })
        {
            call.Stack.PushCopy(1);
            return 1;
        }

        var trace = FailureTrace.Capture(call.Stack, call.Stack, 1);
        call.Stack.PushCopy(1);
        if (fiber.IsMain)
        {
            // Nobody joins the main fiber, so that its error is told in any case: as lua does, while the stack is there.
            trace = trace with { Message = ErrorText.Of(call.Stack, call.Stack, trace.Site) };
        }

        fiber.Trace = trace;
        return 1;
    }

    /// <summary><c>seal()</c>: the fiber fails with the error that was recorded last, and raises it again only to end.</summary>
    private int Seal(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        fiber.Trace = fiber.Trace is { } trace ? trace with { IsSealed = true } : null; // memory ran out without a trace
        return call.Return();
    }

    /// <summary><c>is_main() -> boolean</c>: whether the running fiber is the main one; no error comes first.</summary>
    private int IsMain(LuaCall call)
    {
        call.Stack.Push(loop.Fibers.Current is { IsMain: true });
        return 1;
    }

    /// <summary><c>report(e, traced: boolean)</c>: prints an error, and where it was raised if that was recorded.</summary>
    private int Report(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        call.Stack.PushCopy(1);
        reporter.ReportError(call.Stack, call.Boolean(2) ? fiber.Trace : null);
        fiber.Trace = null;
        return call.Return();
    }

    /// <summary><c>exit(code: integer)</c>: ends the process, output written out.</summary>
    private int Exit(LuaCall call)
    {
        var code = (int)call.Integer(1);
        LuaInstance.FlushOutput();
        exit(code);
        return call.Return();
    }

    /// <summary><c>block(change: integer)</c>: a coroutine is resumed (1) where the fiber cannot suspend, or has come back (-1).</summary>
    private int Block(LuaCall call)
    {
        loop.Fibers.Unsuspendable += (int)call.Integer(1);
        return call.Return();
    }

    /// <summary><c>fiber_thread(co: thread) -> nothing|true</c>: whether it is the running fiber's own; no error comes first.</summary>
    private int FiberThread(LuaCall call)
    {
        call.Stack.Push(loop.Fibers.Current is { } fiber && call.Stack.IsThread(1, fiber.Thread));
        return 1;
    }

    /// <summary><c>is_ours(value) -> boolean</c>: whether it is a userdata or a managed function of this program; no error comes first.</summary>
    private static int IsOurs(LuaCall call)
    {
        call.Stack.Push(UserdataTag.IsOwn(call.Stack, 1) || call.Stack.IsManagedFunction(1));
        return 1;
    }

    private static ErrorCategory Category(LuaCall call) => call.Text(1) switch
    {
        "system" => ErrorCategory.System,
        "generic" => ErrorCategory.Generic,
        "runtime" => ErrorCategory.Runtime,
        _ => ErrorCategory.Misc,
    };
}
