using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Native;

namespace Moonwire.Modules.Time;

/// <summary>A fiber that sleeps.</summary>
internal sealed class SleepWait(EventLoop loop, long due) : Suspension, ILoopTimer
{
    public long Due => due;

    public int Position { get; set; } = -1;

    public int Sequence { get; set; }

    public override bool IsExternal => false;

    public override string Operation => "sleep";

    public override string Describe() => "time.sleep";

    public void OnDue() => loop.Fibers.Wake(this);

    protected override void Leave() => loop.Remove(this);

    protected override int PushValues(LuaStack stack) => 0;
}
