using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter;

/// <summary>
/// SIGINT and SIGTERM end the program at once with 128 + the signal, what was written being written out. The loop is
/// asked first; a script that does not come back to it is not waited for.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private const int SignalBase = 128;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _ended = new();
    private LuaHost? _host;

    /// <summary>The exit status that a signal asks for, or null.</summary>
    internal int? Status { get; private set; }

    internal void Watch(LuaHost host)
    {
        _host = host;
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

    /// <summary>On the runtime's signal thread.</summary>
    private void End(int number)
    {
        Status = SignalBase + number;
        _host!.RequestStop();
        if (!_ended.Wait(Patience))
        {
            LuaHost.EndNow(SignalBase + number);
        }
    }
}
