using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Tests, on a Lua thread of its own, whether a coroutine closes its variables as <see cref="ThreadClosing"/> expects.
/// </summary>
internal static class ThreadClosingProbe
{
    /// <summary>
    /// Tests a coroutine that fails while it has a to-be-closed token, whose <c>__close</c> is Lua's own yield.
    /// </summary>
    internal static bool Succeeds(LuaThread stack, RootedValue token)
    {
        const long error = 42;
        var top = stack.Count;
        var number = Trampoline.Register("fail", call => Fail(call.Stack), FunctionCaller.Script);
        var thread = stack.PushThread();
        thread.PushFunction(number);
        var works = thread.Resume(stack, 0, out var count) == ResumeStatus.Failed
            && !ThreadClosing.IsUnderWay(thread, 0, out _) && ThreadClosing.TryPrepare(thread)
            && thread.Resume(stack, 0, out count) == ResumeStatus.Yielded && count > 0 && thread.Is(-count, token)
            && ThreadClosing.IsUnderWay(thread, 0, out _);
        if (works)
        {
            thread.Pop(count);
            works = thread.Resume(stack, 0, out _) == ResumeStatus.Failed && thread.TryInteger(-1, out var raised)
                && raised == error
                && !ThreadClosing.IsUnderWay(thread, 0, out _) && !ThreadClosing.TryPrepare(thread);
        }

        Trampoline.Unregister(number);
        stack.Pop(stack.Count - top);
        return works;

        int Fail(LuaThread running)
        {
            token.Push(running);
            running.MarkToClose(-1);
            running.Push(error);
            return LuaCall.Raised;
        }
    }
}
