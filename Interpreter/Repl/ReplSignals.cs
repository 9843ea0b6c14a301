using Moonwire.Interpreter.Signals;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Signals;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// What signals do in interactive mode on a terminal: the keyboard's interrupt gives up what is typed, or the statement
/// that runs, which may catch the error once; one that ends the process puts the terminal's modes back first.
/// </summary>
/// <param name="host">What runs the statements.</param>
/// <param name="lines">Where lines are read.</param>
/// <param name="counter">Counts the interrupts of each statement.</param>
internal sealed class ReplSignals(LuaHost host, TerminalLines lines, TerminationSignals counter)
{
    /// <summary>How many interrupts a statement gets; the next one ends the program, as it ends one that runs a script.</summary>
    private const int MaxInterrupts = 2;

    private static readonly string[] Ending = ["SIGHUP", "SIGALRM", "SIGUSR2"];

    internal void Watch()
    {
        foreach (var name in Ending)
        {
            host.Signals.SetDefault(SignalNumbers.ByName[name], static number => LuaHost.EndNow(ExitStatus.OfSignal(number)));
        }
    }

    /// <summary>
    /// On the runtime's signal thread: takes the statement's first interrupts, or returns false. The second one cannot be
    /// caught for long, because each pcall raises from then on, and it ends the wait for a lock.
    /// </summary>
    /// <param name="count">How many have come since a statement was about to be read.</param>
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
                return; // the statement has ended meanwhile, by another interrupt, and the next line is not to be cancelled
            }

            if (!lines.TryCancel())
            {
                host.InterruptMainFiber(always: isLast);
            }
        });
        return true;
    }

    /// <summary>The loop's thread: another fiber's code was interrupted, and lines are edited again.</summary>
    private void ForgetIfReading()
    {
        if (lines.IsReading)
        {
            counter.ForgetInterrupts();
        }
    }
}
