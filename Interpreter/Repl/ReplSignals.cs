using Moonwire.Interpreter.Signals;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Signals;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// Handles signals in interactive mode on a terminal. The keyboard's interrupt cancels the typed line, or interrupts
/// the running statement, which may catch the error once. A signal that ends the process restores the terminal's modes
/// first.
/// </summary>
/// <param name="host">The host that runs the statements.</param>
/// <param name="lines">The terminal on which lines are read.</param>
/// <param name="counter">Counts the interrupts of each statement.</param>
internal sealed class ReplSignals(LuaHost host, TerminalLines lines, TerminationSignals counter)
{
    /// <summary>The number of interrupts for a statement. The next one ends the program, as it ends a script.</summary>
    private const int MaxInterrupts = 2;

    private static readonly string[] Ending = ["SIGHUP", "SIGALRM", "SIGUSR2"];

    internal void Watch()
    {
        foreach (var name in Ending)
        {
            host.Signals.SetDefault(SignalNumbers.ByName[name], static number =>
                LuaHost.EndNow(ExitStatus.OfSignal(number)));
        }
    }

    /// <summary>
    /// On the runtime's signal thread: handles the first interrupts of a statement, or returns false. The second
    /// interrupt cannot be caught for long, because each pcall raises from then on. It also ends a wait for a lock.
    /// </summary>
    /// <param name="count">The number of interrupts since a statement was about to be read.</param>
    internal bool TryInterrupt(int count)
    {
        if (!lines.IsInteractive || host.IsEnding || count > MaxInterrupts)
        {
            return false;
        }

        var isLast = count == MaxInterrupts;
        if (host.InterruptRunningChunk(forGood: isLast))
        {
            host.Post(ForgetIfReading);
            return true;
        }

        host.Post(() =>
        {
            if (!counter.HasInterrupts)
            {
                return; // another interrupt has ended the statement, and the next line must not be cancelled
            }

            if (!lines.TryCancel())
            {
                host.InterruptMainFiber(always: isLast);
            }
        });
        return true;
    }

    /// <summary>
    /// The loop's thread: forgets the interrupts if a line is being edited again, because another fiber's code was
    /// interrupted.
    /// </summary>
    private void ForgetIfReading()
    {
        if (lines.IsReading)
        {
            counter.ForgetInterrupts();
        }
    }
}
