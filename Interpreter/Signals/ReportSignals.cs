using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Signals;

namespace Moonwire.Interpreter.Signals;

/// <summary>
/// Makes SIGQUIT and SIGUSR1 print where every fiber is, unless the script handles them. The program continues.
/// </summary>
internal sealed class ReportSignals : IDisposable
{
    private static readonly string[] Names = OperatingSystem.IsWindows() ? [] : ["SIGQUIT", "SIGUSR1"];

    private LuaHost? _host;

    internal void Watch(LuaHost host)
    {
        _host = host;
        foreach (var name in Names)
        {
            host.Signals.SetDefault(SignalNumbers.ByName[name], _ => host.Report(name));
        }
    }

    public void Dispose()
    {
        foreach (var name in Names)
        {
            _host?.Signals.SetDefault(SignalNumbers.ByName[name], null);
        }
    }
}
