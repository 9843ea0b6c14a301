using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.Signals;

/// <summary>
/// SIGINT raises an error in the main fiber's code if that runs, as it does in lua. Otherwise, and when it comes again to a
/// script, or to a statement of interactive mode, SIGINT,
/// and always SIGTERM, end the program with 128 + the signal, what was written being written out. The loop is asked, and
/// fibers then have some time to clean up, unless the signal comes again. A script that does not come back to the loop
/// is not waited for, and after SIGINT it is told where it was.
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

    /// <summary>The exit status that a signal asks for, or null.</summary>
    internal int? Status { get; private set; }

    /// <summary>
    /// Takes SIGINT, on the runtime's signal thread, and returns whether it did; or null. It gets how many have come since a
    /// statement was about to be read.
    /// </summary>
    internal Func<int, bool>? TryInterrupt { get; set; }

    /// <summary>Any thread: true if a SIGINT has come since a statement was about to be read.</summary>
    internal bool HasInterrupts => Volatile.Read(ref _interrupts) > 0;

    /// <summary>Any thread: the next SIGINT is the first again.</summary>
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

    /// <summary>A shell has its background commands ignore SIGINT; lua does not go on with that, so neither does this.</summary>
    private static void RestoreInterrupt(LuaHost host)
    {
        if (!OperatingSystem.IsWindows())
        {
            host.Signals.Restore(Interrupt);
        }
    }

    /// <summary>On the runtime's signal thread.</summary>
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
