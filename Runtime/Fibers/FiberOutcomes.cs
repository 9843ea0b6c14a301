using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Hands the outcome of a finished fiber to the fiber that joins it, or to the report of unclaimed failures.
/// </summary>
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

    /// <summary>
    /// Gives the running fiber the outcome of <paramref name="fiber"/>, now or when that fiber finishes. The caller
    /// must have checked that the fiber can be joined.
    /// </summary>
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

    /// <summary>Undoes a join that was given up, so that <paramref name="fiber"/> can be joined again.</summary>
    public static void CancelJoin(Fiber fiber)
    {
        fiber.Joiner = null;
        fiber.IsJoined = false;
    }

    /// <summary>
    /// Pushes true and the joined fiber's results, or false and its error. Returns the number of values.
    /// </summary>
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
            KeepTraceback(stack, trace);
            _lastJoined = new JoinedFailure(
                stack.Identity(-1),
                stack.TypeOf(-1) == LuaType.String,
                trace,
                $"{fiber.Title}, spawned at {fiber.SpawnedAt}");
        }

        _table.Release(fiber);
        return count + 1;
    }

    /// <summary>
    /// Sets the field <c>traceback</c> of the error on top to the traceback of the fiber that failed with it. The
    /// error's report contains the field. Does nothing if the value on top is not an error object.
    /// </summary>
    private static void KeepTraceback(LuaThread stack, FailureTrace trace)
    {
        if (trace.Text is { } text
            && stack.Reserve(4)
            && ErrorRegistry.IsError(stack)
            && !ErrorRegistry.IsEnding(stack, -1))
        {
            stack.Push(text);
            stack.SetField(-2, "traceback");
        }
    }

    /// <summary>
    /// Detaches a fiber that can no longer be joined, because its handle has been garbage-collected or the script has
    /// detached the fiber.
    /// </summary>
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

    /// <summary>
    /// Wakes the joiner of a fiber that has just finished. If there is no joiner, keeps the outcome while another fiber
    /// can still join the finished fiber.
    /// </summary>
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
    /// Returns the trace to record for the error that is the first argument of a fiber's message handler. If join has
    /// just raised the error, or the script raises it again after join, this is the trace of the fiber that was joined,
    /// followed by <paramref name="trace"/>. Otherwise it is <paramref name="trace"/>.
    /// </summary>
    internal FailureTrace Joined(LuaThread stack, FailureTrace trace) =>
        _lastJoined is { } joined && joined.Identity == stack.Identity(1) && joined.Identity != 0
            && (!joined.IsString || LuaTraceback.IsRaisedByShim(stack))
            ? joined.Trace.JoinedBy(trace, joined.Fiber)
            : trace;

    /// <summary>The error that join raised last.</summary>
    /// <param name="Identity">The identity of the error value, which is unique while the value lives.</param>
    /// <param name="IsString">True if the error is a string. Another, equal string may have the same identity.</param>
    private sealed record JoinedFailure(nint Identity, bool IsString, FailureTrace Trace, string Fiber);
}
