using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Keeps alive the Lua threads of live fibers, and of finished fibers whose outcome has not been taken. The table
/// consists of pieces, each with a Lua table of threads, so that growth copies no fibers.
/// </summary>
internal sealed class FiberTable(LuaThread stack)
{
    private const int PieceBits = 8;
    private const int PieceLength = 1 << PieceBits;
    private const int None = -1;

    /// <summary>
    /// The bytes that are charged for a fiber, its slot in this table, and a wait. <see cref="Release"/> refunds them.
    /// </summary>
    internal const int Cost = 200;

    private Piece?[] _pieces = new Piece?[8];
    private int _count;
    private int[] _free = new int[PieceLength];
    private int _freed;
    private int _used;

    private sealed class Piece(RegistryReference threads)
    {
        internal Fiber?[] Fibers { get; } = new Fiber?[PieceLength];

        /// <summary>The Lua table of the fibers' threads.</summary>
        internal RegistryReference Threads => threads;
    }

    /// <summary>The number of fibers that have not finished.</summary>
    internal int LiveCount { get; private set; }

    /// <summary>
    /// The fibers that have not finished, in the order of their creation. A caller on another OS thread may miss some
    /// fibers.
    /// </summary>
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

    /// <summary>Returns the fiber in an occupied slot.</summary>
    internal Fiber At(int slot) => PlaceOf(slot)!;

    /// <summary>Adds a fiber, and pops its Lua thread off <paramref name="from"/>.</summary>
    internal void Add(LuaThread from, Fiber fiber)
    {
        var slot = _freed > 0 ? _free[--_freed] : TakeNew();
        fiber.Slot = slot;
        PlaceOf(slot) = fiber;
        from.PopInto(ThreadsOf(slot), IndexOf(slot));
        LiveCount++;
    }

    /// <summary>Records that a fiber has finished.</summary>
    internal void NoticeEnd() => LiveCount--;

    /// <summary>Pushes the fiber's Lua thread.</summary>
    internal void PushThread(LuaThread to, Fiber fiber) => to.Push(ThreadsOf(fiber.Slot), IndexOf(fiber.Slot));

    /// <summary>
    /// Removes a fiber, so that Lua can free its thread with the results or the error. A second call does nothing.
    /// </summary>
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

    /// <summary>Orders fibers by creation. Slots have another order, because they are reused.</summary>
    private sealed class ByNumber : IComparer<Fiber>
    {
        public int Compare(Fiber? one, Fiber? other) => one!.Number.CompareTo(other!.Number);
    }
}
