namespace Moonwire.Runtime.Fibers;

/// <content>A round lasts from one look of the loop for input to the next: the fibers that are ready run, and those they wake.</content>
public sealed partial class FiberScheduler
{
    private Action? _atRoundEnd;

    /// <summary>The number of the round.</summary>
    internal long Round { get; private set; }

    /// <summary>Has something that was put off be done at the end of this round; it may be done before.</summary>
    internal void AtRoundEnd(Action action) => _atRoundEnd = action;

    /// <summary>The loop is about to look for input, or has come to its end.</summary>
    internal void EndRound()
    {
        Round++;
        if (_atRoundEnd is { } action)
        {
            _atRoundEnd = null;
            action();
        }
    }
}
