using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Tests, on Lua threads of its own, whether functions can return, wait and raise through <see cref="DeferredExit"/>.
/// </summary>
internal static class DeferredExitProbe
{
    private const long First = 0x0123_4567_89ab_cdef;
    private const long Second = 42;
    private const int Places = 2;

    /// <summary>
    /// Runs the tests. In the first wait, Lua marks the to-be-closed slot. In the second wait, this program marks the
    /// slot.
    /// </summary>
    internal static bool Succeeds(LuaThread stack, RootedValue token)
    {
        var top = stack.Count;
        var waits = Trampoline.Register(
            "wait", call => DeferredExit.YieldOnReturn(call.Stack, token), FunctionCaller.Script);
        var raises = Trampoline.Register("raise", static call => Fail(call.Stack), FunctionCaller.Script);
        var succeeds = Returns(stack, waits, token) && Returns(stack, waits, token) && RaisesLater(stack, waits, token)
            && RaisesAtOnce(stack, raises);
        Trampoline.Unregister(waits);
        Trampoline.Unregister(raises);
        stack.Pop(stack.Count - top);
        return succeeds;
    }

    private static bool Returns(LuaThread stack, int function, RootedValue token)
    {
        if (!Waits(stack, function, token, out var thread))
        {
            return false;
        }

        thread.Push(First);
        thread.Push(Second);
        DeferredExit.Deliver(thread, Places);
        return thread.Resume(stack, 0, out var results) == ResumeStatus.Returned && results == Places
            && thread.Count == Places
            && !DeferredExit.IsWaiting(thread, token)
            && thread.TryInteger(1, out var first) && first == First && thread.TryInteger(2, out var second)
            && second == Second;
    }

    private static bool RaisesLater(LuaThread stack, int function, RootedValue token)
    {
        if (!Waits(stack, function, token, out var thread))
        {
            return false;
        }

        thread.Push(First);
        DeferredExit.DeliverError(thread);
        return thread.Resume(stack, 0, out _) == ResumeStatus.Failed && thread.TryInteger(-1, out var raised)
            && raised == First;
    }

    private static bool RaisesAtOnce(LuaThread stack, int function)
    {
        var thread = stack.PushThread();
        thread.PushFunction(function);
        return thread.Resume(stack, 0, out _) == ResumeStatus.Failed && thread.TryInteger(-1, out var raised)
            && raised == Second;
    }

    private static bool Waits(LuaThread stack, int function, RootedValue token, out LuaThread thread)
    {
        thread = stack.PushThread();
        thread.PushFunction(function);
        thread.Push(First); // an argument, below everything else
        var waits = thread.Resume(stack, 1, out var yielded) == ResumeStatus.Yielded && thread.Is(-yielded, token);
        thread.Pop(yielded);
        return waits && DeferredExit.IsWaiting(thread, token);
    }

    private static int Fail(LuaThread stack)
    {
        stack.Push(Second);
        return LuaCall.Raised;
    }
}
