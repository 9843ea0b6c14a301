using System.Runtime.InteropServices;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter;

/// <summary>
/// SIGINT and SIGTERM end the program at once with 128 + the signal, what was written being written out. The loop is
/// asked first; a script that does not come back to it is not waited for, and after SIGINT it is told where it was.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private const int SignalBase = 128;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly ManualResetEventSlim _ended = new();
    private LuaHost? _host;

    /// <summary>The exit status that a signal asks for, or null.</summary>
    internal int? Status { get; private set; }

    internal void Watch(LuaHost host)
    {
        _host = host;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, 2)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, 15)));
    }

    public void Dispose()
    {
        _ended.Set();
        if (Status is null)
        {
            _registrations.ForEach(static registration => registration.Dispose());
        }
    }

    /// <summary>On the runtime's signal thread.</summary>
    private void End(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        Status = SignalBase + number;
        _host!.RequestStop();
        if (_ended.Wait(Patience))
        {
            return;
        }

        if (context.Signal == PosixSignal.SIGINT)
        {
            _host.EndUnresponsive("interrupted", SignalBase + number);
        }

        LuaHost.EndNow(SignalBase + number);
    }
}
