using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// A descriptor that other threads make readable to end a wait of the loop: an eventfd, or a pipe if the kernel has no
/// eventfd.
/// </summary>
internal sealed unsafe class WakeDescriptor : IDisposable
{
    private const int None = -1;
    private const int F_SETFD = 2;
    private const int F_SETFL = 4;
    private const int FD_CLOEXEC = 1;
    private const int O_NONBLOCK = 0x800;

    /// <summary>
    /// The descriptor to write to. It is set before <see cref="_input"/>, because other threads first read _input and
    /// then _output.
    /// </summary>
    private int _output = None;
    private volatile int _input = None;

    /// <summary>True if <see cref="TryOpen"/> has succeeded.</summary>
    internal bool IsOpen => _input >= 0;

    /// <summary>The descriptor to poll, or -1, which makes poll(2) ignore the entry.</summary>
    internal int Descriptor => _input;

    /// <summary>The loop's thread: opens the descriptor if it is not open. Returns false on failure.</summary>
    internal bool TryOpen()
    {
        if (IsOpen)
        {
            return true;
        }

        var descriptor = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (descriptor >= 0)
        {
            _output = descriptor;
            _input = descriptor;
            return true;
        }

        return Marshal.GetLastPInvokeError() is Libc.ENOSYS or Libc.EPERM && TryOpenPipe();
    }

    /// <summary>Any thread: makes the descriptor readable. Does nothing if it is not open.</summary>
    internal void Set()
    {
        if (IsOpen)
        {
            Span<byte> one = stackalloc byte[sizeof(ulong)];
            _ = BitConverter.TryWriteBytes(one, 1UL);
            _ = Libc.write(_output, one, sizeof(ulong));
        }
    }

    internal void Clear()
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        while (Libc.read(_input, value, sizeof(ulong)) == sizeof(ulong) && _input != _output)
        {
            // a pipe has eight bytes for each call of Set, so read until it is empty
        }
    }

    public void Dispose()
    {
        if (IsOpen)
        {
            _ = Libc.close(_input);
            if (_output != _input)
            {
                _ = Libc.close(_output);
            }

            _input = None;
        }
    }

    /// <summary>Opens a pipe with pipe(2), because a kernel without eventfd2 probably lacks pipe2 as well.</summary>
    private bool TryOpenPipe()
    {
        var ends = stackalloc int[2];
        if (Libc.pipe(ends) != 0)
        {
            return false;
        }

        for (var i = 0; i < 2; i++)
        {
            _ = Libc.fcntl(ends[i], F_SETFD, FD_CLOEXEC);
            _ = Libc.fcntl(ends[i], F_SETFL, O_NONBLOCK);
        }

        _output = ends[1];
        _input = ends[0];
        return true;
    }
}
