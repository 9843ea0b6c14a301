using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// The fibers whose Lua threads are kept alive: those that live, and finished ones whose outcome is still to be taken. It
/// grows by pieces, in Lua too, without being copied.
/// </summary>
internal sealed class FiberTable(LuaThread stack)
{
    private const int PieceBits = 8;
    private const int PieceLength = 1 << PieceBits;
    private const int None = -1;

    /// <summary>The bytes of a fiber, its places here and in the run queue, and a wait, which <see cref="Release"/> takes back.</summary>
    internal const int Cost = 200;

    private Piece?[] _pieces = new Piece?[8];
    private int _count;
    private int[] _free = new int[PieceLength];
    private int _freed;
    private int _used;

    private sealed class Piece(RegistryReference threads)
    {
        internal Fiber?[] Fibers { get; } = new Fiber?[PieceLength];

        /// <summary>The Lua table of their threads.</summary>
        internal RegistryReference Threads => threads;
    }

    /// <summary>How many fibers have not finished.</summary>
    internal int LiveCount { get; private set; }

    /// <summary>The fibers that have not finished, in the order of their creation. On another thread it may miss some.</summary>
    internal IEnumerable<Fiber> Live
    {
        get
        {
            var live = new List<Fiber>();
            foreach (var piece in _pieces)
            {
                foreach (var fiber in piece?.Fibers ?? [])
                {
                    if (fiber is { IsFinished: false })
                    {
                        live.Add(fiber);
                    }
                }
            }

            return live.Order(new ByNumber());
        }
    }

    /// <summary>The fiber in a slot that is taken.</summary>
    internal Fiber At(int slot) => PlaceOf(slot)!;

    /// <summary>Adds a fiber whose Lua thread is on top of <paramref name="from"/>, and pops that.</summary>
    internal void Add(LuaThread from, Fiber fiber)
    {
        var slot = _freed > 0 ? _free[--_freed] : TakeNew();
        fiber.Slot = slot;
        PlaceOf(slot) = fiber;
        from.PopInto(ThreadsOf(slot), IndexOf(slot));
        LiveCount++;
    }

    /// <summary>The fiber has finished.</summary>
    internal void NoticeEnd() => LiveCount--;

    /// <summary>Pushes the fiber's Lua thread.</summary>
    internal void PushThread(LuaThread to, Fiber fiber) => to.Push(ThreadsOf(fiber.Slot), IndexOf(fiber.Slot));

    /// <summary>Gives a fiber's Lua thread, with its results or its error, back to Lua. Again, it does nothing.</summary>
    internal void Release(Fiber fiber)
    {
        var slot = fiber.Slot;
        if (slot == None)
        {
            return;
        }

        fiber.Slot = None;
        LuaAllocator.Refund(stack.State, Cost);
        PlaceOf(slot) = null;
        stack.Clear(ThreadsOf(slot), IndexOf(slot));
        if (_freed == _free.Length)
        {
            Array.Resize(ref _free, _freed * 2);
        }

        _free[_freed++] = slot;
    }

    private int TakeNew()
    {
        if (_used == _count << PieceBits)
        {
            if (_count == _pieces.Length)
            {
                Array.Resize(ref _pieces, _count * 2);
            }

            _pieces[_count] = new Piece(stack.KeepTable(PieceLength));
            _count++;
        }

        return _used++;
    }

    private ref Fiber? PlaceOf(int slot) => ref _pieces[slot >> PieceBits]!.Fibers[slot & (PieceLength - 1)];

    private RegistryReference ThreadsOf(int slot) => _pieces[slot >> PieceBits]!.Threads;

    private static int IndexOf(int slot) => (slot & (PieceLength - 1)) + 1;

    /// <summary>The order of creation, which that of slots is not: they are used again.</summary>
    private sealed class ByNumber : IComparer<Fiber>
    {
        public int Compare(Fiber? one, Fiber? other) => one!.Number.CompareTo(other!.Number);
    }
}
