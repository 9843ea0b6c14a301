namespace Moonwire.Runtime.Fibers;

/// <content>A fiber's turn lasts from when it goes on until it suspends or ends, or the loop does its round inside a call.</content>
public sealed partial class FiberScheduler
{
    private Action? _atTurnEnd;

    /// <summary>The number of the running fiber's turn.</summary>
    internal long Turn { get; private set; }

    /// <summary>Has something that was put off during this turn be done at its end; it may be done before.</summary>
    internal void AtTurnEnd(Action action) => _atTurnEnd = action;

    /// <summary>The running fiber's turn ends.</summary>
    internal void EndTurn()
    {
        Turn++;
        if (_atTurnEnd is { } action)
        {
            _atTurnEnd = null;
            action();
        }
    }
}
