using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// The fibers whose Lua threads are kept alive: those that live, and finished ones whose outcome is still to be taken. It
/// grows by pieces, in Lua too, without being copied.
/// </summary>
internal sealed class FiberTable(LuaStack stack)
{
    private const int PieceBits = 8;
    private const int PieceLength = 1 << PieceBits;
    private const int None = -1;

    private readonly Stack<int> _free = new();
    private readonly List<LuaReference> _threads = [];
    private Fiber?[]?[] _pieces = new Fiber?[8][];
    private int _used;

    /// <summary>How many fibers have not finished.</summary>
    internal int LiveCount { get; private set; }

    /// <summary>The fibers that have not finished, in the order of their creation.</summary>
    internal List<Fiber> Live
    {
        get
        {
            var live = new List<Fiber>();
            for (var slot = 0; slot < _used; slot++)
            {
                if (PlaceOf(slot) is { IsFinished: false } fiber)
                {
                    live.Add(fiber);
                }
            }

            return [.. live.Order(ByNumber.Order)];
        }
    }

    /// <summary>The fiber in a slot that is taken.</summary>
    internal Fiber At(int slot) => PlaceOf(slot)!;

    /// <summary>Adds a fiber whose Lua thread is on top of <paramref name="from"/>, and pops that.</summary>
    internal void Add(LuaStack from, Fiber fiber)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            if (slot >> PieceBits == _threads.Count)
            {
                AddPiece();
            }
        }

        fiber.Slot = slot;
        PlaceOf(slot) = fiber;
        from.PopInto(_threads[slot >> PieceBits], IndexOf(slot));
        LiveCount++;
    }

    /// <summary>The fiber has finished.</summary>
    internal void NoticeEnd() => LiveCount--;

    /// <summary>Pushes the fiber's Lua thread.</summary>
    internal void PushThread(LuaStack to, Fiber fiber) => to.Push(_threads[fiber.Slot >> PieceBits], IndexOf(fiber.Slot));

    /// <summary>Gives a fiber's Lua thread, with its results or its error, back to Lua. Again, it does nothing.</summary>
    internal void Release(Fiber fiber)
    {
        var slot = fiber.Slot;
        if (slot == None)
        {
            return;
        }

        fiber.Slot = None;
        PlaceOf(slot) = null;
        stack.Clear(_threads[slot >> PieceBits], IndexOf(slot));
        _free.Push(slot);
    }

    private void AddPiece()
    {
        if (_threads.Count == _pieces.Length)
        {
            Array.Resize(ref _pieces, _pieces.Length * 2);
        }

        _pieces[_threads.Count] = new Fiber?[PieceLength];
        _threads.Add(stack.KeepTable(PieceLength));
    }

    private ref Fiber? PlaceOf(int slot) => ref _pieces[slot >> PieceBits]![slot & (PieceLength - 1)];

    private static int IndexOf(int slot) => (slot & (PieceLength - 1)) + 1;

    private sealed class ByNumber : IComparer<Fiber>
    {
        internal static ByNumber Order { get; } = new();

        public int Compare(Fiber? x, Fiber? y) => x!.Number.CompareTo(y!.Number);
    }
}
