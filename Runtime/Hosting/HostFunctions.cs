using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>The managed functions on which <c>prelude.lua</c> builds the host's helpers.</summary>
internal sealed class HostFunctions(
    EventLoop loop,
    RunningThread running,
    FailureReporter reporter,
    Action<int, bool, bool> exitHere,
    Action<Fiber, string?> cleanupFailed)
{
    /// <summary>The position that Lua puts before "stack overflow" if a shim made the last call.</summary>
    private static ReadOnlySpan<byte> OwnPlace => "[moonwire]:-1: "u8;

    /// <summary>True from the first statement that interactive mode reads until interactive mode ends.</summary>
    internal bool IsInteractive { get; private set; }

    /// <summary>Called when interactive mode is about to read a statement.</summary>
    internal Action? StatementBegins { get; set; }

    internal void AddTo(ModuleBuilder builder)
    {
        builder.Add("message", Message).Add("symbol", Symbol).AddUnfailing("trace", Trace)
            .AddUnfailing("is_ours", IsOurs).AddUnfailing("hint", Hint).AddUnfailing("indexed", Indexed);
        builder.AddUnfailing("failure", Failure).Add("input_failed", InputFailed);
        builder.Add("block", Block).AddUnfailing("fiber_thread", FiberThread).Add("release", Release);
        builder.Add("interruption_point", InterruptionPoint).AddUnfailing("is_unwinding", IsUnwinding);
        builder.Add("cleanup", Cleanup).Add("cleanup_failed", CleanupFailed);
        builder.Add("exit", Exit).Add("exit_here", ExitHere);
        builder.Add("interactive", Interactive);
        builder.AddUnfailing("is_main", IsMain).Add("report", Report).Add("words", Words).Add("seal", Seal);
        builder.Add("EINVAL", Errno.EINVAL).Add("EPERM", Errno.EPERM)
            .Add("UNMATCHED", RuntimeErrors.UnmatchedScopeCleanup);
        builder.Add("INTERRUPTED", RuntimeErrors.Interrupted).AddUnfailing("prepare_close", PrepareClose)
            .AddUnfailing("raise_in", RaiseIn);
        loop.Fibers.Interruption.Details.AddTo(builder);
        builder.Add("token", loop.Fibers.Token);
        builder.AddLightUserdata("none", RunningThread.None);
    }

    /// <summary><c>message(category: string, code: integer) -> string</c></summary>
    private static int Message(LuaCall call) => call.Return(ErrorMessages.For(Category(call), (int)call.Integer(2)));

    /// <summary>
    /// <c>words(e: error) -> string</c>: returns the text of the error in a report, without a traceback.
    /// </summary>
    private static int Words(LuaCall call) => call.Return(ErrorText.Of(call.Stack, 1));

    /// <summary>
    /// <c>failure(category: string, code: integer, operation: string, arg: integer|nil, detail: string|nil) ->
    /// error</c>: an error about the function of a shim that the script has called, with the place of the call.
    /// </summary>
    private static int Failure(LuaCall call)
    {
        var error = new LuaError(Category(call), (int)call.Integer(2))
        {
            Operation = call.Text(3),
            Argument = call.IsAbsent(4) ? null : (int)call.Integer(4),
            Detail = call.IsAbsent(5) ? null : call.Text(5),
        };
        error.Push(call.Stack);
        return 1;
    }

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

    /// <summary>
    /// The message handler of a fiber's body: records where the error was raised, and returns the error unchanged.
    /// </summary>
    private int Trace(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        if (fiber is { Trace.IsSealed: true, CleanupDepth: 0 } || ErrorRegistry.IsEnding(call.Stack, 1)
            || (call.Stack.TypeOf(1) == LuaType.Nil && fiber.IsUnwinding))
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
            fiber.Trace = null; // the error matters more than its trace
            call.Stack.PushCopy(1);
            return 1;
        }
    }

    private int Record(LuaCall call, Fiber fiber)
    {
        var trace = loop.Fibers.Outcomes.Joined(
            call.Stack, FailureTrace.Capture(call.Stack, call.Stack, 1) with { Hint = ErrorHint.Of(call.Stack) });
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
            // No fiber can join the main fiber, so its error is always reported. As in lua, the message is made now,
            // because the stack still exists.
            trace = trace with { Message = ErrorText.Of(call.Stack, call.Stack, trace.Site) };
        }

        fiber.Trace = trace;
        return 1;
    }

    /// <summary>
    /// <c>seal()</c>: makes the fiber fail with the error that was recorded last. The fiber raises the error again only
    /// to end.
    /// </summary>
    private int Seal(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        // null if memory ran out before a trace was recorded
        fiber.Trace = fiber.Trace is { } trace ? trace with { IsSealed = true } : null;
        return 0;
    }

    /// <summary><c>is_main() -> boolean</c>: returns true if the main fiber is running.</summary>
    private int IsMain(LuaCall call)
    {
        call.Stack.Push(loop.Fibers.Current is { IsMain: true });
        return 1;
    }

    /// <summary>
    /// <c>interactive(goes_on: boolean)</c>: records that interactive mode is about to read a statement, or has ended.
    /// </summary>
    private int Interactive(LuaCall call)
    {
        IsInteractive = call.Boolean(1);
        if (IsInteractive)
        {
            StatementBegins?.Invoke();
        }

        return 0;
    }

    /// <summary>
    /// <c>report(e, traced: boolean)</c>: prints an error, with the recorded traceback if <c>traced</c> is true.
    /// </summary>
    private int Report(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        call.Stack.PushCopy(1);
        reporter.ReportError(call.Stack, call.Boolean(2) ? fiber.Trace : null);
        fiber.Trace = null;
        return 0;
    }

    /// <summary>
    /// <c>interruption_point()</c>: fails if the running fiber was interrupted and can unwind from here.
    /// </summary>
    private int InterruptionPoint(LuaCall call) =>
        loop.Fibers.Current is { } fiber && (fiber.IsUnwinding || fiber.MustInterrupt) && loop.Fibers.CanSuspend(call)
            ? call.Fail(fiber.Interruption("pcall"))
            : 0;

    /// <summary>
    /// <c>is_unwinding() -> boolean, boolean</c>: the first result is true if the program is ending and the fiber is
    /// not cleaning up. The second is true if this fiber has ended the program.
    /// </summary>
    private int IsUnwinding(LuaCall call)
    {
        var fiber = loop.Fibers.Current;
        call.Stack.Push(fiber is { IsUnwinding: true });
        call.Stack.Push(fiber is { HasExited: true });
        return 2;
    }

    /// <summary>
    /// <c>prepare_close(co: thread) -> boolean</c>: prepares a suspended or failed coroutine, so that its next resume
    /// closes its variables and then fails. Returns false if there is no variable to close.
    /// </summary>
    private static int PrepareClose(LuaCall call)
    {
        call.Stack.Push(ThreadClosing.TryPrepare(call.Stack.ToThread(1)));
        return 1;
    }

    /// <summary>
    /// <c>raise_in(co: thread) -> boolean</c>: makes the yield of a coroutine raise the value with which the coroutine
    /// is resumed. Returns false if this is impossible.
    /// </summary>
    private static int RaiseIn(LuaCall call)
    {
        call.Stack.Push(DeferredExit.TryRaiseIn(call.Stack.ToThread(1)));
        return 1;
    }

    /// <summary>
    /// <c>cleanup(change: integer)</c>: counts a cleanup handler that begins (1) or has ended (-1). Nothing interrupts
    /// cleanup handlers.
    /// </summary>
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
    /// <c>cleanup_failed(error, left)</c>: ends the process with a report, because a cleanup handler raised an error.
    /// <c>left</c> is the error that was leaving the handler's scope, or nil.
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
    /// <c>exit(code: integer) -> boolean, thread...</c>: ends the program after every fiber has unwound. Returns false
    /// outside a fiber, or if a C library may catch the error that unwinds the fiber. In the second case, it also
    /// returns the Lua threads that wait for the call, the innermost first.
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
    /// <c>exit_here(code: integer, close: boolean, in_finalizer: boolean)</c>: ends the process, after closing the Lua
    /// state if close is true. Outside a finalizer, all other fibers unwind first.
    /// </summary>
    private int ExitHere(LuaCall call)
    {
        exitHere((int)call.Integer(1), call.Boolean(2), call.Boolean(3));
        return 0;
    }

    /// <summary>
    /// <c>block(change: integer)</c>: counts a coroutine that was resumed by code that cannot suspend. The change is 1
    /// before the resume and -1 after it.
    /// </summary>
    private int Block(LuaCall call)
    {
        loop.Fibers.Unsuspendable += (int)call.Integer(1);
        return 0;
    }

    /// <summary>
    /// <c>fiber_thread(co: thread) -> boolean</c>: returns true if <c>co</c> is the running fiber's own thread.
    /// </summary>
    private int FiberThread(LuaCall call)
    {
        call.Stack.Push(loop.Fibers.Current is { } fiber && call.Stack.IsThread(1, fiber.Thread));
        return 1;
    }

    /// <summary>
    /// <c>is_ours(value) -> boolean</c>: returns true for a userdata of this program, a managed function, and a
    /// function of Runtime/Calls.
    /// </summary>
    private static int IsOurs(LuaCall call)
    {
        call.Stack.Push(UserdataTag.IsOwn(call.Stack, 1) || call.Stack.IsManagedFunction(1)
            || NativeCalls.Has(call.Stack.ToCFunction(1)));
        return 1;
    }

    /// <summary><c>release()</c>: waits until no other OS thread holds the coroutine that has just returned.</summary>
    private int Release(LuaCall call)
    {
        running.AwaitRelease();
        return 0;
    }

    /// <summary>
    /// <c>hint(name: string, names: string) -> string</c>: suggests the name that was meant. The names are separated by
    /// newlines.
    /// </summary>
    private static int Hint(LuaCall call)
    {
        var (name, names) = (call.Text(1), call.Text(2).Split('\n'));
        call.Stack.Push(FamiliarNames.Of(name, names) ?? NearestName.Hint(name, names));
        return 1;
    }

    /// <summary>
    /// <c>indexed(methods: table) -> value|nil</c>: returns the value that a script indexes, for the <c>__index</c> of
    /// a table of methods. No error precedes the result.
    /// </summary>
    private static int Indexed(LuaCall call)
    {
        if (!call.TryPushIndexed(1))
        {
            call.Stack.PushNil();
        }

        return 1;
    }

    /// <summary>
    /// <c>input_failed(source: string)</c>: keeps the source of a program from standard input that could not be loaded.
    /// </summary>
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
