using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Supports <c>moonwire.test</c>: opens the ledger, creates the report of a test that has not ended in time, and
/// interrupts code that never waits.
/// </summary>
public sealed class TestSupport
{
    private readonly LuaInstance _lua;
    private readonly EventLoop _loop;
    private readonly Supervisor _supervisor;
    private readonly FailureReporter _reporter;
    private Timer? _timer;
    private string _heading = "";
    private volatile string? _broken;

    internal TestSupport(LuaInstance lua, EventLoop loop, Supervisor supervisor, FailureReporter reporter)
    {
        _lua = lua;
        _loop = loop;
        _supervisor = supervisor;
        _reporter = reporter;
    }

    /// <summary>The ledger, or null before <see cref="OpenLedger"/>.</summary>
    public ResourceLedger? Ledger { get; private set; }

    /// <summary>
    /// The report of the moment when a running fiber was interrupted after <see cref="Arm"/>, or null.
    /// </summary>
    public string? Broken => _broken;

    /// <summary>Starts to record which fiber creates which resource.</summary>
    public void OpenLedger() => _reporter.Ledger = Ledger ??= new ResourceLedger(_loop.Fibers);

    /// <summary>Returns lines about the datagrams that were recorded after an event.</summary>
    public string DatagramsAfter(long sequence) => _reporter.Datagrams.After(sequence);

    /// <summary>Returns the report of all fibers. Thread: loop.</summary>
    public string Of(string heading) => FiberReport.Of(_lua.Stack, heading, _loop.Fibers, new DatagramReport(null));

    /// <summary>
    /// Interrupts the fiber that is running after the given time, unless <see cref="Disarm"/> is called before.
    /// </summary>
    public void Arm(TimeSpan patience, string heading)
    {
        _heading = heading;
        _broken = null;
        _timer ??= new Timer(static self => ((TestSupport)self!).Break(), this, Timeout.Infinite, Timeout.Infinite);
        _ = _timer.Change(patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancels <see cref="Arm"/>. Returns the value of <see cref="Broken"/>, and sets it to null.</summary>
    public string? Disarm()
    {
        _ = _timer?.Change(Timeout.Infinite, Timeout.Infinite);
        var broken = _broken;
        _broken = null;
        return broken;
    }

    /// <summary>Interrupts the running fiber if it has an owner. The fiber that runs the tests has no owner.</summary>
    private void Break() => _supervisor.Break(
        _heading, fiber => Ledger?.OwnerOf(fiber) is > 0, report => _broken = report);
}
