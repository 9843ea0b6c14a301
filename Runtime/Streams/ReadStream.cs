using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Streams;

/// <summary>A descriptor that fibers read from.</summary>
/// <remarks>
/// 1. If an operation is given up, its bytes are held, and the next operation begins with them.
/// 2. An attempt reads at most <see cref="AttemptLimit"/> bytes, so that a long text does not block the loop.
/// 3. Held bytes are dropped only while the stream keeps the last output of a child (<see cref="KeepLast"/>). The next
///    read then fails once with ENOBUFS.
/// </remarks>
public sealed unsafe class ReadStream(EventLoop loop) : StreamSource(loop)
{
    private const int FirstPiece = 4 * 1024;
    private const int LargestPiece = 64 * 1024;
    private const int AttemptLimit = 1024 * 1024;

    /// <summary>The maximum number of bytes to hold until the end of a line or a text arrives.</summary>
    private const int HoldLimit = 1 << 30;

    private readonly HeldBytes _held = new();
    private OutputKeeping _keeping;
    private int _keptLimit;
    private int _piece = FirstPiece;
    private bool _hasEnded;
    private long _dropped;

    internal override bool WantsInput => !Waits.IsEmpty || (_keeping != OutputKeeping.None && !_hasEnded);

    /// <summary>Gets the output of child processes when moonwire reads the output, or null.</summary>
    public static Action<ReadOnlySpan<byte>>? ChildWrote { get; set; }

    /// <summary>True if a child process writes to the stream.</summary>
    internal bool IsOfChild { get; init; }

    /// <summary>Called when output has been kept, when it has ended, and when keeping has stopped.</summary>
    internal Action? Kept { get; set; }

    /// <summary>True if the script has read from the stream itself, or has duplicated its descriptor.</summary>
    internal bool WasRead { get; private set; }

    internal bool HasEnded => _hasEnded || !IsOpen;

    /// <summary>True if the script itself reads the stream, whose output is then not kept for other waits.</summary>
    internal bool IsTaken => _keeping == OutputKeeping.None && (!HasEnded || !Waits.IsEmpty);

    /// <summary>True if more bytes arrived than the limit of <see cref="KeepFirst"/> allows.</summary>
    public bool IsTruncated => _dropped > 0;

    /// <summary>The number of dropped bytes that have not yet been reported to the script.</summary>
    internal long Dropped => _dropped;

    internal ReadOnlySpan<byte> Held => _held.All;

    private protected override bool WantsWatch => WantsInput;

    /// <summary>Begins an operation.</summary>
    /// <returns>True when the outcome is set; false when the wait is queued and its fiber must be parked.</returns>
    public bool Read(StreamRead wait)
    {
        var wasKept = Take();
        var isOver = Begin(wait);
        if (wasKept)
        {
            UpdateInterest();
            Kept?.Invoke();
        }

        return isOver;
    }

    /// <summary>
    /// Reads input even when no fiber is reading, and holds the last bytes, so that the child does not block because
    /// of a full pipe. Stops when the script reads.
    /// </summary>
    /// <param name="limit">The number of bytes to hold.</param>
    /// <param name="always">If false, does nothing for a stream that the script has read from.</param>
    internal void KeepLast(int limit, bool always = false) => Keep(OutputKeeping.Last, limit, always);

    /// <summary>Reads input even when no fiber is reading, and holds the first bytes.</summary>
    internal void KeepFirst(int limit) => Keep(OutputKeeping.First, limit, always: true);

    /// <summary>
    /// Takes a line without its line end, or the rest at the end of the stream. Returns null if no complete line is
    /// held.
    /// </summary>
    internal byte[]? TryTakeLine()
    {
        var length = _held.FindLine();
        if (length >= 0)
        {
            return Take(length, skipped: 1);
        }

        return HasEnded && _held.Count > 0 ? Take(_held.Count) : null;
    }

    public byte[] TakeAll() => Take(_held.Count);

    private protected override void OnGone() => Kept?.Invoke();

    private protected override void OnShared()
    {
        if (Take())
        {
            UpdateInterest();
            Kept?.Invoke();
        }
    }

    private protected override void CheckRelease()
    {
        if (_held.Count > 0)
        {
            throw new LuaFailure(LuaError.Generic(Errno.EBUSY) with
            {
                Detail = $"{_held.Count} bytes were read that no operation has taken; read_some takes them",
            });
        }
    }

    private protected override void Serve()
    {
        base.Serve();
        if (Waits.IsEmpty && _keeping != OutputKeeping.None && !_hasEnded)
        {
            KeepWhatIsThere();
        }
    }

    private protected override bool Attempt(Wait wait)
    {
        var read = (StreamRead)wait;
        HasMore = false;
        if (_dropped > 0)
        {
            wait.Error = LuaError.Generic(Errno.ENOBUFS) with
            {
                Detail = $"{_dropped} bytes of output were dropped, because nobody read them",
            };
            _dropped = 0;
            return true;
        }

        return read.Kind == ReadKind.Some ? AttemptSome(read) : AttemptHeld(read);
    }

    private bool AttemptSome(StreamRead read)
    {
        if (_held.Count > 0 || read.Length == 0)
        {
            var count = Math.Min(_held.Count, read.Length);
            _held.All[..count].CopyTo(new Span<byte>(read.Buffer, count));
            _held.Remove(count);
            read.Count = count;
            return true;
        }

        return Settle(read, Input(read.Buffer, read.Length));
    }

    private bool AttemptHeld(StreamRead read)
    {
        for (var total = 0; ;)
        {
            var line = read.Kind == ReadKind.Line ? _held.FindLine() : -1;
            if (line >= 0 && line <= read.Max)
            {
                read.Bytes = Take(line, skipped: 1);
                return true;
            }

            if (line > read.Max || _held.Count > read.Max)
            {
                var what = read.Kind == ReadKind.Line ? "the line is" : "the text is";
                read.Error = LuaError.System(Errno.EMSGSIZE) with { Detail = $"{what} longer than {read.Max} bytes" };
                return true;
            }

            if (total >= AttemptLimit)
            {
                HasMore = true;
                return false;
            }

            var count = Fill();
            if (count == 0)
            {
                read.Bytes = _held.Count > 0 || read.Kind == ReadKind.Text ? Take(_held.Count) : null;
                return true;
            }

            if (count < 0)
            {
                return Settle(read, count);
            }

            total += count;
        }
    }

    /// <summary>Sets the outcome from the result of a read. Returns false if no input was available.</summary>
    private static bool Settle(StreamRead read, int count)
    {
        if (count == -Errno.EAGAIN)
        {
            return false;
        }

        read.Count = count;
        read.Error = count > 0 ? null
            : count == 0 ? new LuaError(ErrorCategory.Misc, MiscErrors.EndOfFile)
            : LuaError.System(-count);
        return true;
    }

    /// <summary>Leaves the input to the script. Returns true if output was kept until now.</summary>
    private bool Take()
    {
        var wasKept = _keeping != OutputKeeping.None;
        _keeping = OutputKeeping.None;
        WasRead = true;
        return wasKept;
    }

    private void Keep(OutputKeeping keeping, int limit, bool always)
    {
        if (IsOpen && Waits.IsEmpty && (always || !WasRead)) // while a fiber reads, all bytes are for it
        {
            _keeping = keeping;
            _keptLimit = limit;
            UpdateInterest();
        }
    }

    private void KeepWhatIsThere()
    {
        for (var total = 0; total < AttemptLimit && !_hasEnded;)
        {
            var count = Fill();
            if (count == -Errno.EAGAIN)
            {
                break;
            }

            if (count == -Errno.ENOMEM && _held.Count > FirstPiece)
            {
                // the memory cannot grow: from now on, keep only half of the bytes now held
                _piece = FirstPiece;
                _keptLimit = _held.Count / 2;
            }
            else
            {
                _hasEnded = count <= 0;
                total += Math.Max(0, count);
            }

            DropSurplus();
            Kept?.Invoke();
        }
    }

    private void DropSurplus()
    {
        var surplus = _held.Count - _keptLimit;
        if (surplus > 0)
        {
            _dropped += surplus;
            if (_keeping == OutputKeeping.Last)
            {
                _held.Remove(surplus);
            }
            else
            {
                _held.Add(-surplus);
            }
        }
    }

    /// <summary>
    /// Reads input and holds it. Returns the number of bytes, 0 at the end, or a negated errno: ENOMEM if the bytes do
    /// not fit into the memory that the script may still use.
    /// </summary>
    private int Fill()
    {
        if (_held.Count >= HoldLimit || !Loop.Fibers.Collector.CanAllocate(_held.GrowthFor(_piece)))
        {
            return -Errno.ENOMEM;
        }

        Span<byte> room;
        try
        {
            room = _held.Room(_piece);
        }
        catch (OutOfMemoryException)
        {
            return -Errno.ENOMEM;
        }

        fixed (byte* start = room)
        {
            var count = Input(start, room.Length);
            _held.Add(Math.Max(0, count));
            if (count == room.Length)
            {
                _piece = Math.Min(LargestPiece, _piece * 4);
            }

            return count;
        }
    }

    private int Input(byte* buffer, int length)
    {
        var count = _hasEnded ? 0 : StreamCalls.Read(Descriptor, buffer, length, ref Kind);
        if (count > 0 && IsOfChild)
        {
            ChildWrote?.Invoke(new ReadOnlySpan<byte>(buffer, count));
        }

        return count;
    }

    private byte[] Take(int length, int skipped = 0)
    {
        var bytes = _held.All[..length].ToArray();
        _held.Remove(length + skipped);
        return bytes;
    }

    private enum OutputKeeping
    {
        None,
        Last,
        First,
    }
}
