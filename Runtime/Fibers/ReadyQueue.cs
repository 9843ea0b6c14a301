namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Queues fibers in the order in which they run. Each fiber stores the slot of the next fiber, so that the queue needs
/// no memory of its own.
/// </summary>
internal sealed class ReadyQueue(FiberTable fibers)
{
    private Fiber? _first;

    /// <summary>The last fiber, if the queue has at least two fibers.</summary>
    private Fiber? _last;

    internal int Count { get; private set; }

    internal Fiber? First => _first;

    /// <summary>Adds a fiber, which must not be in the queue.</summary>
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

    /// <summary>Removes and returns the first fiber. The queue must not be empty.</summary>
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

    /// <summary>Removes a fiber from any position. The fiber must be in the queue.</summary>
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
