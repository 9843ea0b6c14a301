using System.Runtime.InteropServices;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter;

/// <summary>SIGQUIT and SIGUSR1 print where every fiber is, and the program goes on.</summary>
internal sealed class ReportSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    internal void Watch(LuaHost host)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Register(PosixSignal.SIGQUIT, "SIGQUIT");
        Register((PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30), "SIGUSR1");

        void Register(PosixSignal signal, string name) =>
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (!host.SignalClaims.Includes(signal))
                {
                    host.Report(name);
                }
            }));
    }

    public void Dispose() => _registrations.ForEach(static registration => registration.Dispose());
}
