using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Fibers;

/// <content>Who takes the outcome of a fiber that has finished.</content>
public sealed partial class FiberScheduler
{
    /// <summary>Has the running fiber take another's outcome, now or when it finishes; join's rules were checked.</summary>
    public int Join(LuaCall call, Fiber fiber, Suspension wait)
    {
        fiber.IsJoined = true;
        if (fiber.IsFinished)
        {
            _unclaimed.Remove(fiber, report: false);
            return wait.PushOutcome(call.Stack);
        }

        fiber.Joiner = wait;
        return Park(call, wait);
    }

    /// <summary>The joiner gave up: the fiber can be joined again.</summary>
    public static void LeaveJoin(Fiber fiber)
    {
        fiber.Joiner = null;
        fiber.IsJoined = false;
    }

    /// <summary>Pushes a fiber's own Lua thread.</summary>
    public static void PushThread(LuaStack stack, Fiber fiber) => _ = stack.Push(fiber.Anchor);

    /// <summary>Pushes whether the joined fiber succeeded, then its results or its error; returns their number.</summary>
    public static int TakeOutcome(LuaStack stack, Fiber fiber)
    {
        var count = fiber.ValueCount;
        if (!stack.Reserve(count + 2))
        {
            count = 0;
        }

        stack.Push(fiber.State == FiberState.Succeeded);
        fiber.Thread.MoveTo(stack, count);
        Release(stack, fiber);
        return count + 1;
    }

    /// <summary>The collector took the fiber's handle, or the script gave it up: nobody can join it any more.</summary>
    public void Detach(Fiber fiber)
    {
        if (!fiber.HasHandle)
        {
            return;
        }

        fiber.HasHandle = false;
        if (fiber.IsFinished && !fiber.IsJoined)
        {
            _unclaimed.Remove(fiber, report: true);
            Release(_main, fiber);
        }
    }

    /// <summary>What a parked fiber waits for has come within reach of something outside the program, or out of it.</summary>
    internal void ChangeExternalWaits(int change) => ExternalWaits += change;

    private void Count(Suspension wait, int change)
    {
        ExternalWaits += wait.IsExternal ? change : 0;
        _waitsForCollector += wait.IsEndedByCollector ? change : 0;
    }
}
