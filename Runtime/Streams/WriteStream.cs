using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Streams;

/// <summary>
/// A descriptor that fibers write to. While a fiber waits, its remaining bytes are not yet in the kernel. If the
/// fiber gives up, they are not written.
/// </summary>
public sealed unsafe class WriteStream(EventLoop loop) : StreamSource(loop)
{
    private const int AttemptLimit = 1024 * 1024;

    /// <summary>The bytes of <see cref="WriteAndClose"/>, or null.</summary>
    private byte[]? _input;
    private int _written;

    internal override bool WantsOutput => !Waits.IsEmpty || _input is not null;

    private protected override bool WantsWatch => WantsOutput;

    /// <summary>Begins an operation.</summary>
    /// <returns>True when the outcome is set; false when the wait is queued and its fiber must be parked.</returns>
    public bool Write(StreamWrite wait)
    {
        if (!IsOwner)
        {
            LuaInstance.FlushOutput(); // the output that the script wrote to Lua's files comes first
        }

        return Begin(wait);
    }

    /// <summary>
    /// Writes the bytes in the background, and then closes the stream. If the reader closes the pipe earlier, the rest
    /// is dropped without an error.
    /// </summary>
    public void WriteAndClose(byte[] bytes)
    {
        _input = bytes;
        _written = 0;
        Serve();
        UpdateInterest();
    }

    private protected override void Serve()
    {
        base.Serve();
        if (_input is not { } input)
        {
            return;
        }

        fixed (byte* start = input)
        {
            while (_written < input.Length)
            {
                var count = StreamCalls.Write(Descriptor, start + _written, input.Length - _written, ref Kind);
                if (count == -Errno.EAGAIN)
                {
                    return;
                }

                _written = count < 0 ? input.Length : _written + count;
            }
        }

        _input = null;
        Close();
    }

    private static string? DetailOf(StreamWrite write, int errno)
    {
        var cause = errno == Errno.EPIPE ? "nobody reads at the other end any more" : null;
        var count = write.Count == 0 ? null : $"{write.Count} of {write.Length} bytes were written";
        return cause is null || count is null ? cause ?? count : $"{cause}; {count}";
    }

    private protected override bool Attempt(Wait wait)
    {
        var write = (StreamWrite)wait;
        HasMore = false;
        for (var total = 0; ;)
        {
            if (write.Length == write.Count)
            {
                return true;
            }

            if (total >= AttemptLimit)
            {
                HasMore = true;
                return false;
            }

            var count = StreamCalls.Write(Descriptor, write.Bytes + write.Count, write.Length - write.Count, ref Kind);
            if (count == -Errno.EAGAIN)
            {
                return false;
            }

            if (count < 0)
            {
                write.Error = LuaError.System(-count) with { Detail = DetailOf(write, -count) };
                return true;
            }

            write.Count += count;
            total += count;
            if (!write.WritesAll)
            {
                return true;
            }
        }
    }
}
