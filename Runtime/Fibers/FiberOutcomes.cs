using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>Hands the outcome of a fiber that has finished to the fiber that joins it, or to the report of unclaimed failures.</summary>
public sealed class FiberOutcomes
{
    private readonly FiberScheduler _fibers;
    private readonly UnclaimedFailures _unclaimed;
    private readonly FiberTable _table;
    private JoinedFailure? _lastJoined;

    internal FiberOutcomes(FiberScheduler fibers, UnclaimedFailures unclaimed, FiberTable table)
    {
        _fibers = fibers;
        _unclaimed = unclaimed;
        _table = table;
    }

    /// <summary>Has the running fiber take another's outcome, now or when it finishes; join's rules were checked.</summary>
    public int Join(LuaCall call, Fiber fiber, Wait wait)
    {
        fiber.IsJoined = true;
        if (fiber.IsFinished)
        {
            _unclaimed.Remove(fiber, report: false);
            return wait.ReturnOutcome(call.Stack);
        }

        fiber.Joiner = wait;
        return _fibers.Park(call, wait);
    }

    /// <summary>The joiner gave up: the fiber can be joined again.</summary>
    public static void CancelJoin(Fiber fiber)
    {
        fiber.Joiner = null;
        fiber.IsJoined = false;
    }

    /// <summary>Pushes whether the joined fiber succeeded, then its results or its error; returns their number.</summary>
    public int TakeOutcome(LuaThread stack, Fiber fiber)
    {
        var count = fiber.ValueCount;
        if (!stack.Reserve(count + 2))
        {
            count = 0;
        }

        stack.Push(fiber.State == FiberState.Succeeded);
        fiber.Thread.MoveTo(stack, count);
        if (fiber is { State: FiberState.Failed, Trace: { } trace } && count > 0)
        {
            _lastJoined = new JoinedFailure(stack.Identity(-1), stack.TypeOf(-1) == LuaType.String, trace, $"{fiber.Title}, spawned at {fiber.SpawnedAt}");
        }

        _table.Release(fiber);
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
            _table.Release(fiber);
        }
    }

    /// <summary>The fiber has finished: wakes the fiber that joins it, or keeps the outcome as long as some fiber may join it.</summary>
    internal void OnFinished(Fiber fiber)
    {
        var hasFailed = fiber.State == FiberState.Failed;
        if (hasFailed)
        {
            _unclaimed.Notice(fiber);
        }

        if (fiber.Joiner is { } joiner)
        {
            fiber.Joiner = null;
            _fibers.Wake(joiner);
            return;
        }

        if (hasFailed)
        {
            _unclaimed.Add(fiber);
        }

        if (!fiber.HasHandle)
        {
            _table.Release(fiber);
        }
    }

    /// <summary>
    /// The trace of an error that the handler of a fiber's body has as its first argument: where another fiber failed with
    /// it, if join has just raised it or the script raises again what join did.
    /// </summary>
    internal FailureTrace Joined(LuaThread stack, FailureTrace trace) =>
        _lastJoined is { } joined && joined.Identity == stack.Identity(1) && joined.Identity != 0
            && (!joined.IsString || LuaTraceback.IsRaisedByShim(stack))
            ? joined.Trace.JoinedBy(trace, joined.Fiber)
            : trace;

    /// <summary>An error that join raised last.</summary>
    /// <param name="Identity">What tells it from others while it lives.</param>
    /// <param name="IsString">Whether an equal error may have the same identity.</param>
    private sealed record JoinedFailure(nint Identity, bool IsString, FailureTrace Trace, string Fiber);
}
