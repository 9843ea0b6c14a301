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
    private Fiber?[][] _pieces = [];
    private int _used;

    /// <summary>How many fibers have not finished.</summary>
    internal int LiveCount { get; private set; }

    /// <summary>The fibers that have not finished, in the order of their creation.</summary>
    internal IEnumerable<Fiber> Live =>
        _pieces.SelectMany(static piece => piece).OfType<Fiber>().Where(static fiber => !fiber.IsFinished).OrderBy(static fiber => fiber.Number);

    /// <summary>The fiber in a slot that is taken.</summary>
    internal Fiber At(int slot) => _pieces[slot >> PieceBits][slot & (PieceLength - 1)]!;

    /// <summary>Adds a fiber whose Lua thread is on top of <paramref name="from"/>, and pops that.</summary>
    internal void Add(LuaStack from, Fiber fiber)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            if (slot >> PieceBits == _pieces.Length)
            {
                _threads.Add(stack.KeepTable(PieceLength));
                _pieces = [.. _pieces, new Fiber?[PieceLength]];
            }
        }

        fiber.Slot = slot;
        _pieces[slot >> PieceBits][slot & (PieceLength - 1)] = fiber;
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
        _pieces[slot >> PieceBits][slot & (PieceLength - 1)] = null;
        stack.Clear(_threads[slot >> PieceBits], IndexOf(slot));
        _free.Push(slot);
    }

    private static int IndexOf(int slot) => (slot & (PieceLength - 1)) + 1;
}
