namespace Moonwire.Runtime.Fibers;

/// <summary>Fibers in the order in which they run, in pieces of one size: a long queue is never copied to a longer one.</summary>
internal sealed class ReadyQueue
{
    private const int PieceLength = 256;

    private Piece _first = new();
    private Piece _last;
    private Piece? _spare;
    private int _taken;
    private int _added;

    internal ReadyQueue() => _last = _first;

    private sealed class Piece
    {
        internal Fiber?[] Fibers { get; } = new Fiber?[PieceLength];

        internal Piece? Next { get; set; }
    }

    internal int Count { get; private set; }

    internal void Enqueue(Fiber fiber)
    {
        if (_added == PieceLength)
        {
            _last.Next = _spare ?? new Piece();
            _last = _last.Next;
            _spare = null;
            _added = 0;
        }

        _last.Fibers[_added++] = fiber;
        Count++;
    }

    /// <summary>Takes the first fiber; there is one.</summary>
    internal Fiber Dequeue()
    {
        if (_taken == PieceLength)
        {
            (_spare, _first) = (_first, _first.Next!);
            _spare.Next = null;
            _taken = 0;
        }

        var fiber = _first.Fibers[_taken]!;
        _first.Fibers[_taken++] = null;
        if (--Count == 0)
        {
            _taken = 0;
            _added = 0;
        }

        return fiber;
    }
}
