using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Fibers;

/// <content>Parks the running fiber on a wait, and wakes parked fibers.</content>
public sealed partial class FiberScheduler
{
    /// <summary>Parks the running fiber and ends the call. Requires <see cref="RequireSuspendable"/>.</summary>
    public int Park(LuaCall call, Wait wait)
    {
        BeginPark(wait, Environment.TickCount64);
        return SuspendCall(call);
    }

    /// <summary>Parks the running fiber, which runs until its call ends with <see cref="SuspendCall"/>.</summary>
    /// <param name="now">The current time, by <see cref="Environment.TickCount64"/>.</param>
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

    /// <summary>Parks the running fiber, at the end of the run queue, on a wait that has its outcome.</summary>
    public int ParkReady(LuaCall call, Wait wait)
    {
        ParkNow(wait);
        Wake(wait);
        return SuspendCall(call);
    }

    /// <summary>Ends a wait that has its outcome and is not in a queue, and makes its fiber ready.</summary>
    public void Wake(Wait wait)
    {
        Count(wait, -1);
        wait.Fiber!.State = FiberState.Ready;
        _ready.Enqueue(wait.Fiber);
    }

    /// <summary>
    /// Spends one unit of the running fiber's budget on an operation that completed at once. Returns false when the
    /// budget is used up. The caller then parks the fiber with <see cref="ParkReady"/>.
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

    /// <summary>Drops the wait of a parked fiber whose call raised an error before the fiber suspended.</summary>
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

    /// <summary>Ends a parked fiber's <see cref="OwnWait"/> with an error, before the awaited event.</summary>
    internal void GiveUp(Wait wait, LuaError error)
    {
        wait.Withdraw();
        wait.Error = error;
        Wake(wait);
    }

    /// <summary>Gives the fiber a wait of its own, whose outcome does not affect other fibers.</summary>
    internal static Wait OwnWait(Fiber fiber)
    {
        var wait = fiber.Wait!.ForFiber(fiber);
        fiber.Wait = wait;
        return wait;
    }

    /// <summary>Sets whether something outside the program can end the wait of a parked fiber.</summary>
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
