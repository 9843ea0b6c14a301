namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Counts the daemons, which are fibers that do not keep the program alive. A fiber that a daemon spawns is a daemon.
/// </summary>
public sealed class DaemonFibers
{
    private readonly FiberScheduler _fibers;
    private int _live;

    internal DaemonFibers(FiberScheduler fibers) => _fibers = fibers;

    /// <summary>True if all live fibers are daemons, so that the program must end.</summary>
    internal bool AreAlone => _live > 0 && _live == _fibers.LiveCount && !_fibers.ProgramEnd.IsEnding;

    /// <summary>Makes a fiber a daemon, or an ordinary fiber again. A finished fiber cannot become a daemon.</summary>
    public void Set(Fiber fiber, bool isDaemon)
    {
        if (fiber.IsDaemon != isDaemon && (!fiber.IsFinished || !isDaemon))
        {
            fiber.IsDaemon = isDaemon;
            _live += isDaemon ? 1 : -1;
        }
    }
}
