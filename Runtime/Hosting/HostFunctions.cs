using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>The managed functions that <c>prelude.lua</c> builds the host's helpers on.</summary>
internal sealed class HostFunctions(EventLoop loop, RunningThread running, FailureReporter reporter, Action<int, bool, bool> exitHere, Action<Fiber, string?> cleanupFailed)
{
    /// <summary>The place that Lua puts before "stack overflow" when a shim made the last call.</summary>
    private static ReadOnlySpan<byte> OwnPlace => "[moonwire]:-1: "u8;

    /// <summary>True from the first statement that interactive mode reads until it ends.</summary>
    internal bool IsInteractive { get; private set; }

    /// <summary>Called when interactive mode is about to read a statement.</summary>
    internal Action? StatementBegins { get; set; }

    internal void AddTo(ModuleBuilder builder)
    {
        builder.Add("message", Message).Add("symbol", Symbol).AddUnfailing("trace", Trace).AddUnfailing("is_ours", IsOurs).AddUnfailing("hint", Hint).AddUnfailing("indexed", Indexed);
        builder.Add("input_failed", InputFailed);
        builder.Add("block", Block).AddUnfailing("fiber_thread", FiberThread).Add("release", Release);
        builder.Add("interruption_point", InterruptionPoint).AddUnfailing("is_unwinding", IsUnwinding);
        builder.Add("cleanup", Cleanup).Add("cleanup_failed", CleanupFailed);
        builder.Add("exit", Exit).Add("exit_here", ExitHere);
        builder.Add("interactive", Interactive);
        builder.AddUnfailing("is_main", IsMain).Add("report", Report).Add("seal", Seal);
        builder.Add("EINVAL", Errno.EINVAL).Add("EPERM", Errno.EPERM).Add("UNMATCHED", RuntimeErrors.UnmatchedScopeCleanup);
        builder.Add("INTERRUPTED", RuntimeErrors.Interrupted).AddUnfailing("prepare_close", PrepareClose).AddUnfailing("raise_in", RaiseIn);
        builder.Add("token", loop.Fibers.Token);
        builder.AddLightUserdata("none", RunningThread.None);
    }

    /// <summary><c>message(category: string, code: integer) -> string</c></summary>
    private static int Message(LuaCall call) => call.Return(ErrorMessages.For(Category(call), (int)call.Integer(2)));

    /// <summary><c>symbol(category: string, code: integer) -> string|nil</c></summary>
    private static int Symbol(LuaCall call)
    {
        var code = (int)call.Integer(2);
        var symbol = Category(call) switch
        {
            ErrorCategory.System or ErrorCategory.Generic => Errno.Symbol(code),
            ErrorCategory.Runtime => RuntimeErrors.Symbol(code),
            _ => null,
        };
        return symbol is null ? call.ReturnNil() : call.Return(symbol);
    }

    /// <summary>The message handler of a fiber's body: records where the error was raised and returns it unchanged.</summary>
    private int Trace(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        if (fiber is { Trace.IsSealed: true, CleanupDepth: 0 } || ErrorRegistry.IsEnding(call.Stack, 1) || (call.Stack.TypeOf(1) == LuaType.Nil && fiber.IsUnwinding))
        {
            call.Stack.PushCopy(1);
            return 1;
        }

        try
        {
            return Record(call, fiber);
        }
        catch (OutOfMemoryException)
        {
            fiber.Trace = null; // the error is worth more than its trace
            call.Stack.PushCopy(1);
            return 1;
        }
    }

    private int Record(LuaCall call, Fiber fiber)
    {
        var trace = loop.Fibers.Outcomes.Joined(call.Stack, FailureTrace.Capture(call.Stack, call.Stack, 1) with { Hint = ErrorHint.Of(call.Stack) });
        if (call.Stack.TypeOf(1) == LuaType.String && call.Stack.ToBytes(1) is var text && text.StartsWith(OwnPlace))
        {
            call.Stack.Push(text[OwnPlace.Length..]);
        }
        else
        {
            call.Stack.PushCopy(1);
        }

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
        return 0;
    }

    /// <summary><c>is_main() -> boolean</c>: whether the running fiber is the main one.</summary>
    private int IsMain(LuaCall call)
    {
        call.Stack.Push(loop.Fibers.Current is { IsMain: true });
        return 1;
    }

    /// <summary><c>interactive(goes_on: boolean)</c>: interactive mode is about to read a statement, or has ended.</summary>
    private int Interactive(LuaCall call)
    {
        IsInteractive = call.Boolean(1);
        if (IsInteractive)
        {
            StatementBegins?.Invoke();
        }

        return 0;
    }

    /// <summary><c>report(e, traced: boolean)</c>: prints an error, and where it was raised if that was recorded.</summary>
    private int Report(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        call.Stack.PushCopy(1);
        reporter.ReportError(call.Stack, call.Boolean(2) ? fiber.Trace : null);
        fiber.Trace = null;
        return 0;
    }

    /// <summary><c>interruption_point()</c>: fails if the running fiber was interrupted and can unwind from here.</summary>
    private int InterruptionPoint(LuaCall call) =>
        loop.Fibers.Current is { } fiber && (fiber.IsUnwinding || fiber.MustInterrupt) && loop.Fibers.CanSuspend(call)
            ? call.Fail(fiber.Interruption("pcall"))
            : 0;

    /// <summary>
    /// <c>is_unwinding() -> boolean, boolean</c>: whether the program ends and the fiber does not clean up, and whether it has
    /// ended the program itself.
    /// </summary>
    private int IsUnwinding(LuaCall call)
    {
        var fiber = loop.Fibers.Current;
        call.Stack.Push(fiber is { IsUnwinding: true });
        call.Stack.Push(fiber is { HasExited: true });
        return 2;
    }

    /// <summary>
    /// <c>prepare_close(co: thread) -> boolean</c>: whether a suspended or failed coroutine has something to close and does so,
    /// and fails, when it is resumed.
    /// </summary>
    private static int PrepareClose(LuaCall call)
    {
        call.Stack.Push(ThreadClosing.TryPrepare(call.Stack.ToThread(1)));
        return 1;
    }

    /// <summary><c>raise_in(co: thread) -> boolean</c>: whether its yield raises what it is resumed with.</summary>
    private static int RaiseIn(LuaCall call)
    {
        call.Stack.Push(DeferredExit.TryRaiseIn(call.Stack.ToThread(1)));
        return 1;
    }

    /// <summary><c>cleanup(change: integer)</c>: a cleanup handler begins (1) or has ended (-1): nothing interrupts it.</summary>
    private int Cleanup(LuaCall call)
    {
        var change = (int)call.Integer(1);
        if (loop.Fibers.Current is { } fiber)
        {
            fiber.CleanupDepth += change;
            fiber.InterruptionDisabled += change;
        }

        return 0;
    }

    /// <summary>
    /// <c>cleanup_failed(error, left)</c>: a cleanup handler raised an error, which ends the process with a report. The second
    /// is the error that was leaving the handler's scope, or nil.
    /// </summary>
    private int CleanupFailed(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        var left = call.IsAbsent(2) || ErrorRegistry.IsEnding(call.Stack, 2) ? null : ErrorText.Of(call.Stack, 2);
        _ = fiber.Thread.Reserve(1);
        call.Stack.PushCopy(1);
        call.Stack.MoveTo(fiber.Thread, 1);
        cleanupFailed(fiber, left);
        return 0;
    }

    /// <summary>
    /// <c>exit(code: integer) -> boolean, thread...</c>: ends the program once every fiber has left what it is in; false where
    /// that cannot be, outside a fiber or where a C library may catch the error that leaves. The Lua threads that wait for the call follow
    /// then, the innermost first.
    /// </summary>
    private int Exit(LuaCall call)
    {
        if (loop.Fibers.Current is null)
        {
            return call.Return(false);
        }

        var fiber = loop.Fibers.Current;
        fiber.HasExited = true;
        loop.Fibers.ProgramEnd.Begin((int)call.Integer(1));
        return ForeignCalls.MayCatch(fiber.Thread)
            ? call.Return(false) + LuaThreads.PushChain(call.Stack, fiber.Thread)
            : call.Return(true);
    }

    /// <summary>
    /// <c>exit_here(code: integer, close: boolean, in_finalizer: boolean)</c>: ends the process, the Lua state being closed first if
    /// close is true. Outside a finalizer the other fibers leave what they are in before.
    /// </summary>
    private int ExitHere(LuaCall call)
    {
        exitHere((int)call.Integer(1), call.Boolean(2), call.Boolean(3));
        return 0;
    }

    /// <summary><c>block(change: integer)</c>: a coroutine is resumed (1) where the fiber cannot suspend, or has come back (-1).</summary>
    private int Block(LuaCall call)
    {
        loop.Fibers.Unsuspendable += (int)call.Integer(1);
        return 0;
    }

    /// <summary><c>fiber_thread(co: thread) -> nothing|true</c>: whether it is the running fiber's own.</summary>
    private int FiberThread(LuaCall call)
    {
        call.Stack.Push(loop.Fibers.Current is { } fiber && call.Stack.IsThread(1, fiber.Thread));
        return 1;
    }

    /// <summary><c>is_ours(value) -> boolean</c>: whether it is a userdata of this program, a managed function, or one of its C functions.</summary>
    private static int IsOurs(LuaCall call)
    {
        call.Stack.Push(UserdataTag.IsOwn(call.Stack, 1) || call.Stack.IsManagedFunction(1) || NativeCalls.Has(call.Stack.ToCFunction(1)));
        return 1;
    }

    /// <summary><c>release()</c>: a coroutine has come back while another thread held on to it; returns when it may go.</summary>
    private int Release(LuaCall call)
    {
        running.AwaitRelease();
        return 0;
    }

    /// <summary><c>hint(name: string, names: string) -> string</c>: which of the names, one on a line, was meant.</summary>
    private static int Hint(LuaCall call)
    {
        var (name, names) = (call.Text(1), call.Text(2).Split('\n'));
        call.Stack.Push(FamiliarNames.Of(name, names) ?? NearestName.Hint(name, names));
        return 1;
    }

    /// <summary>
    /// <c>indexed(methods: table) -> value|nil</c>: for the <c>__index</c> of a table of methods, the value that is indexed;
    /// no error comes first.
    /// </summary>
    private static int Indexed(LuaCall call)
    {
        if (!call.TryPushIndexed(1))
        {
            call.Stack.PushNil();
        }

        return 1;
    }

    /// <summary><c>input_failed(source: string)</c>: standard input held this for a program, which could not be loaded.</summary>
    private int InputFailed(LuaCall call)
    {
        reporter.Input = call.Bytes(1).ToArray();
        return 0;
    }

    private static ErrorCategory Category(LuaCall call) => call.Text(1) switch
    {
        "system" => ErrorCategory.System,
        "generic" => ErrorCategory.Generic,
        "runtime" => ErrorCategory.Runtime,
        _ => ErrorCategory.Misc,
    };
}
