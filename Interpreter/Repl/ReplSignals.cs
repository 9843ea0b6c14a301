using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Native;
using Moonwire.Runtime.Signals;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// What signals do in interactive mode on a terminal: the keyboard's interrupt gives up what is typed, or the statement
/// that runs; one that ends the process puts the terminal's modes back first.
/// </summary>
internal sealed class ReplSignals(LuaHost host, TerminalLines lines)
{
    private const int SignalBase = 128;

    private static readonly string[] Ending = ["SIGHUP", "SIGALRM", "SIGUSR2"];

    internal void Watch()
    {
        foreach (var name in Ending)
        {
            host.Signals.SetDefault(SignalNumbers.ByName[name], static number =>
            {
                _ = TerminalDevice.EndEditing();
                LuaHost.EndNow(SignalBase + number);
            });
        }
    }

    /// <summary>On the runtime's signal thread: takes an interrupt, or returns false if it is to end the program.</summary>
    internal bool TryInterrupt()
    {
        if (!lines.IsInteractive || host.IsEnding)
        {
            return false;
        }

        if (!host.InterruptRunningChunk())
        {
            host.Post(() =>
            {
                if (!lines.TryCancel())
                {
                    host.InterruptMainFiber();
                }
            });
        }

        return true;
    }
}
