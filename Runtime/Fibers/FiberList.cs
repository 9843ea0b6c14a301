namespace Moonwire.Runtime.Fibers;

/// <summary>Fibers in the order of their creation. They are its links themselves: adding and removing allocate nothing.</summary>
internal sealed class FiberList
{
    private Fiber? _first;
    private Fiber? _last;

    internal int Count { get; private set; }

    internal IEnumerable<Fiber> All
    {
        get
        {
            for (var fiber = _first; fiber is not null; fiber = fiber.Next)
            {
                yield return fiber;
            }
        }
    }

    internal void Add(Fiber fiber)
    {
        fiber.Previous = _last;
        if (_last is null)
        {
            _first = fiber;
        }
        else
        {
            _last.Next = fiber;
        }

        _last = fiber;
        Count++;
    }

    /// <summary>Removes a fiber, which is in the list.</summary>
    internal void Remove(Fiber fiber)
    {
        if (fiber.Previous is null)
        {
            _first = fiber.Next;
        }
        else
        {
            fiber.Previous.Next = fiber.Next;
        }

        if (fiber.Next is null)
        {
            _last = fiber.Previous;
        }
        else
        {
            fiber.Next.Previous = fiber.Previous;
        }

        fiber.Next = null;
        fiber.Previous = null;
        Count--;
    }
}
