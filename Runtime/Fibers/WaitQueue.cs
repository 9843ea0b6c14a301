using System.Diagnostics;

namespace Moonwire.Runtime.Fibers;

/// <summary>Waits in order of arrival: first come, first served. Any of them can leave in constant time.</summary>
public sealed class WaitQueue
{
    private Wait? _last;

    public Wait? First { get; private set; }

    public bool IsEmpty => First is null;

    public void Add(Wait wait)
    {
        Debug.Assert(wait.Queue is null, "a wait is in one queue at a time");
        wait.Queue = this;
        wait.Previous = _last;
        if (_last is null)
        {
            First = wait;
        }
        else
        {
            _last.Next = wait;
        }

        _last = wait;
    }

    public void Remove(Wait wait)
    {
        Debug.Assert(wait.Queue == this, "the wait is in this queue");
        if (wait.Previous is null)
        {
            First = wait.Next;
        }
        else
        {
            wait.Previous.Next = wait.Next;
        }

        if (wait.Next is null)
        {
            _last = wait.Previous;
        }
        else
        {
            wait.Next.Previous = wait.Previous;
        }

        wait.Queue = null;
        wait.Next = null;
        wait.Previous = null;
    }
}
