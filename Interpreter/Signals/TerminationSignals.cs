using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.Signals;

/// <summary>
/// Handles SIGINT and SIGTERM. The first SIGINT raises an error in the main fiber's code if that is running, as in lua.
/// Otherwise, and at the second SIGINT during a script or a statement of interactive mode, SIGINT ends the program with
/// 128 + the signal; SIGTERM always does. Output is flushed first. The loop is asked to stop, and fibers then have some
/// time to clean up, unless the signal arrives again. If a script does not return to the loop, the program ends without
/// waiting. After SIGINT, a report shows where the script was running.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromSeconds(5);

    private readonly ManualResetEventSlim _ended = new();
    private LuaHost? _host;
    private int _interrupts;

    /// <summary>The exit status that a signal requests, or null.</summary>
    internal int? Status { get; private set; }

    /// <summary>
    /// Handles SIGINT on the runtime's signal thread, and returns true if it did; or null. The argument is the number
    /// of SIGINTs since a statement was about to be read.
    /// </summary>
    internal Func<int, bool>? TryInterrupt { get; set; }

    /// <summary>Any thread: true if a SIGINT has arrived since a statement was about to be read.</summary>
    internal bool HasInterrupts => Volatile.Read(ref _interrupts) > 0;

    /// <summary>Any thread: resets the count, so that the next SIGINT is the first again.</summary>
    internal void ForgetInterrupts() => Volatile.Write(ref _interrupts, 0);

    internal void Watch(LuaHost host)
    {
        _host = host;
        host.StatementBegins = ForgetInterrupts;
        RestoreInterrupt(host);
        host.Signals.SetDefault(Interrupt, End);
        host.Signals.SetDefault(Terminate, End);
    }

    public void Dispose()
    {
        _ended.Set();
        if (Status is null)
        {
            _host?.Signals.SetDefault(Interrupt, null);
            _host?.Signals.SetDefault(Terminate, null);
        }
    }

    /// <summary>Stops ignoring SIGINT, as lua does. Shells make their background commands ignore it.</summary>
    private static void RestoreInterrupt(LuaHost host)
    {
        if (!OperatingSystem.IsWindows())
        {
            host.Signals.Restore(Interrupt);
        }
    }

    /// <summary>Handles a signal on the runtime's signal thread.</summary>
    private void End(int number)
    {
        if (number == Interrupt && Status is null)
        {
            var count = Interlocked.Increment(ref _interrupts);
            if (TryInterrupt?.Invoke(count) == true || (count == 1 && _host!.InterruptMain()))
            {
                return;
            }
        }

        var isFirst = Status is null;
        Status = ExitStatus.OfSignal(number);
        if (isFirst)
        {
            _host!.RequestStop();
            if (_ended.Wait(Patience) || (_host.IsEnding && _ended.Wait(CleanupPatience)))
            {
                return;
            }
        }

        if (number == Interrupt && !_host!.IsEnding)
        {
            _host.EndUnresponsive("interrupted", ExitStatus.OfSignal(number));
        }

        LuaHost.EndNow(ExitStatus.OfSignal(number));
    }
}
