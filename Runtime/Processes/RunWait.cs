using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Processes;

/// <summary>A fiber that waits for the end of a child and of its output.</summary>
public sealed class RunWait(ChildProcess child) : Wait(WaitTraits.External)
{
    public override string Operation => "run";

    public override string Describe() => child.Number == 0
        ? "the end of the program's output"
        : $"the end of the program {child.Number} and of its output";

    /// <summary>Begins the wait, and holds the first bytes of each output, up to the limit.</summary>
    /// <returns>True when the outcome is set; false when the wait is queued and its fiber must be parked.</returns>
    public bool Begin(int limit) => child.Lines.Begin(this, limit);

    protected internal override void Withdraw() => child.Lines.Remove(this);

    protected override int PushValues(LuaThread stack) => 0;
}
