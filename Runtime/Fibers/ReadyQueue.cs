namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Fibers in the order in which they run. They are its links themselves, each with the slot of the next one in the table,
/// so that a queue of any length takes no memory.
/// </summary>
internal sealed class ReadyQueue(FiberTable fibers)
{
    private Fiber? _first;

    /// <summary>The last of several: one alone is the first.</summary>
    private Fiber? _last;

    internal int Count { get; private set; }

    internal Fiber? First => _first;

    /// <summary>Adds a fiber, which is not in the queue.</summary>
    internal void Enqueue(Fiber fiber)
    {
        if (Count++ == 0)
        {
            _first = fiber;
            return;
        }

        (Count > 2 ? _last! : _first!).NextReady = fiber.Slot;
        _last = fiber;
    }

    /// <summary>Takes the first fiber; there is one.</summary>
    internal Fiber Dequeue()
    {
        var fiber = _first!;
        if (--Count == 0)
        {
            _first = null;
        }
        else
        {
            _first = fibers.At(fiber.NextReady);
        }

        return fiber;
    }

    /// <summary>Takes out a fiber, which is in the queue, wherever that is.</summary>
    internal void Remove(Fiber fiber)
    {
        for (var left = Count; left > 0; left--)
        {
            var first = Dequeue();
            if (first != fiber)
            {
                Enqueue(first);
            }
        }
    }
}
