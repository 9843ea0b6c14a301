using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Processes;

/// <summary>A fiber that waits for the next line of a child.</summary>
/// <param name="output">The child's output.</param>
/// <param name="due">When the wait ends (<see cref="MonotonicClock.Now"/>); <see cref="long.MaxValue"/>: never.</param>
/// <param name="wanted">What the line must match. Used only in messages.</param>
public sealed class LineWait(ChildOutput output, long due, string wanted) : Wait(WaitTraits.External), ILoopTimer
{
    /// <summary>The longest wait, in nanoseconds, for the end of the child after its output has ended.</summary>
    private const long Grace = 1_000_000_000;

    private long _due = due;

    public int Position { get; set; } = -1;

    public int Sequence { get; set; }

    internal byte[] Line { get; set; } = [];

    /// <summary>True if the output has ended and the wait is now for the end of the child.</summary>
    internal bool HasWaitedForEnd { get; private set; }

    internal bool IsOver => MonotonicClock.Now >= _due;

    public override string Operation => "wait_for_line";

    public override string Describe() => $"a line that matches '{wanted}'";

    /// <summary>Begins the wait.</summary>
    /// <returns>True when the outcome is set; false when the wait is queued and its fiber must be parked.</returns>
    public bool Begin() => output.Begin(this);

    public void OnDue()
    {
        output.Remove(this);
        Fail();
        output.Loop.Fibers.Wake(this);
    }

    internal void SetTimer()
    {
        RemoveTimer();
        if (_due != long.MaxValue)
        {
            output.Loop.Add(this, _due);
        }
    }

    /// <summary>
    /// Limits the wait to <see cref="Grace"/>. Called when the output has ended. The fiber still waits, so that
    /// the error can name the child's exit status.
    /// </summary>
    internal void WaitForEnd()
    {
        HasWaitedForEnd = true;
        _due = Math.Min(_due, MonotonicClock.Now + Grace);
        SetTimer();
    }

    internal void RemoveTimer()
    {
        if (Position >= 0)
        {
            output.Loop.Remove(this);
        }
    }

    internal void Fail()
    {
        var error = output.HasEnded
            ? new LuaError(ErrorCategory.Misc, MiscErrors.EndOfFile)
            : LuaError.Generic(Errno.ETIMEDOUT);
        Error = error with { Detail = $"no line matches '{wanted}'; {output.Describe()}" };
    }

    protected internal override void Withdraw()
    {
        RemoveTimer();
        output.Remove(this);
    }

    protected override int PushValues(LuaThread stack)
    {
        stack.Push(Line);
        return 1;
    }
}
