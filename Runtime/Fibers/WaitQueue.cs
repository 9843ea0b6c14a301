using System.Diagnostics;

namespace Moonwire.Runtime.Fibers;

/// <summary>A queue of waits in the order of their arrival. Any wait can be removed in constant time.</summary>
public sealed class WaitQueue
{
    /// <summary>The last wait, if the queue has at least two waits. A single wait needs no links.</summary>
    private Wait? _last;

    public Wait? First { get; private set; }

    public bool IsEmpty => First is null;

    public void Add(Wait wait)
    {
        Debug.Assert(wait.Queue is null, "a wait is in one queue at a time");
        wait.Queue = this;
        if (First is not { } first)
        {
            First = wait;
            return;
        }

        var last = _last ?? first;
        wait.Previous = last;
        last.Next = wait;
        _last = wait;
    }

    public void Remove(Wait wait)
    {
        Debug.Assert(wait.Queue == this, "the wait is in this queue");
        wait.Queue = null;
        if (_last is null)
        {
            First = null;
            return;
        }

        if (wait.Previous is { } previous)
        {
            previous.Next = wait.Next;
        }
        else
        {
            First = wait.Next;
        }

        if (wait.Next is { } next)
        {
            next.Previous = wait.Previous;
        }
        else
        {
            _last = wait.Previous;
        }

        wait.Next = null;
        wait.Previous = null;
        if (_last == First)
        {
            _last = null;
        }
    }
}
