using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Fibers;

/// <content>Parking the running fiber on a wait, and waking it.</content>
public sealed partial class FiberScheduler
{
    /// <summary>Parks the running fiber and ends the call; <see cref="RequireSuspendable"/> has passed.</summary>
    public int Park(LuaCall call, Wait wait)
    {
        BeginPark(wait, Environment.TickCount64);
        return SuspendCall(call);
    }

    /// <summary>Parks the running fiber, which still runs until the call ends with <see cref="SuspendCall"/>.</summary>
    /// <param name="now">By <see cref="Environment.TickCount64"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BeginPark(Wait wait, long now)
    {
        wait.Since = now;
        Current!.Deadlines?.ForEach(static deadline => deadline.OnWait());
        ParkNow(wait);
    }

    /// <summary>Ends the call that has parked the running fiber.</summary>
    internal int SuspendCall(LuaCall call)
    {
        if (!call.IsDirect)
        {
            Current!.WaitsIn = 0;
            return LuaCall.Waits;
        }

        Current!.WaitsIn = call.Stack.State;
        return DeferredExit.YieldOnReturn(call.Stack, Token);
    }

    private void ParkNow(Wait wait)
    {
        wait.Fiber = Current;
        Current!.Wait = wait;
        Current.State = FiberState.Parked;
        Count(wait, 1);
    }

    /// <summary>Parks the running fiber on a wait whose outcome is set, at the end of the run queue: it takes a turn.</summary>
    public int ParkReady(LuaCall call, Wait wait)
    {
        ParkNow(wait);
        Wake(wait);
        return SuspendCall(call);
    }

    /// <summary>Ends a wait, whose outcome is set: its fiber goes to the end of the run queue. The wait is in no queue.</summary>
    public void Wake(Wait wait)
    {
        Count(wait, -1);
        wait.Fiber!.State = FiberState.Ready;
        _ready.Enqueue(wait.Fiber);
    }

    /// <summary>
    /// Spends a part of the running fiber's budget for an operation that completed at once. False when the budget is used up, after a
    /// number of them in a row, and others must run first: the caller then parks the fiber with <see cref="ParkReady"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySpendBudget()
    {
        if (++_immediate < ImmediateBudget)
        {
            return true;
        }

        _immediate = 0;
        return false;
    }

    /// <summary>
    /// Gives up a wait whose fiber runs all the same: a hook of the script, or a lack of memory, raised an error between
    /// parking and suspending.
    /// </summary>
    private void AbandonWait(Fiber fiber)
    {
        if (fiber.Wait is not { } wait)
        {
            return;
        }

        fiber.Wait = null;
        if (fiber.State == FiberState.Parked)
        {
            wait.ForFiber(fiber).Withdraw();
            Count(wait, -1);
        }
        else if (fiber.State == FiberState.Ready)
        {
            _ready.Remove(fiber);
        }

        fiber.State = FiberState.Running;
        wait.BecomeIdle();
    }

    /// <summary>Ends a parked fiber's <see cref="OwnWait"/> with an error before what it waits for has come.</summary>
    internal void GiveUp(Wait wait, LuaError error)
    {
        wait.Withdraw();
        wait.Error = error;
        Wake(wait);
    }

    /// <summary>Makes the fiber's wait one of its own, so that its outcome is the fiber's alone.</summary>
    internal static Wait OwnWait(Fiber fiber)
    {
        var wait = fiber.Wait!.ForFiber(fiber);
        fiber.Wait = wait;
        return wait;
    }

    /// <summary>Sets whether something outside the program can end a wait that a fiber is parked on.</summary>
    internal void SetExternal(Wait wait, bool isExternal)
    {
        Count(wait, -1);
        wait.Traits = isExternal ? wait.Traits | WaitTraits.External : wait.Traits & ~WaitTraits.External;
        Count(wait, 1);
    }

    private void Count(Wait wait, int change)
    {
        var traits = wait.Traits;
        ExternalWaits += (traits & WaitTraits.External) != WaitTraits.None ? change : 0;
        _waitsForCollector += (traits & WaitTraits.EndedByCollector) != WaitTraits.None ? change : 0;
    }
}
