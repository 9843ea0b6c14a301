using System.Net.Sockets;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// A pooled SocketAsyncEventArgs for sockets of one family, with a buffer that is large enough for any datagram. An
/// operation normally completes at once, on the loop's thread. A pending operation completes on another thread, which
/// posts the operation to the loop.
/// </summary>
internal sealed class DatagramOperation : SocketAsyncEventArgs
{
    /// <summary>The size of the buffer, which is larger than any datagram.</summary>
    internal const int Capacity = 65536;

    /// <summary>
    /// The flags that have an effect on a send. The other flags are removed, because .NET refuses them, although the
    /// kernel would ignore them.
    /// </summary>
    private const SocketFlags PassedOn = SocketFlags.OutOfBand | SocketFlags.DontRoute;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private readonly RawEndPoint _endpoint;
    private readonly OperationCompletion _completion;
    private bool _hasEnded;

    internal DatagramOperation(AddressFamily family)
        : base(true)
    {
        Family = family;
        _endpoint = new RawEndPoint(family);
        SetBuffer(_buffer, 0, Capacity);
        _completion = new OperationCompletion(this);
    }

    internal AddressFamily Family { get; }

    /// <summary>The channel that uses the operation.</summary>
    internal SaeaChannel? Channel { get; set; }

    /// <summary>The wait that gets the outcome of a send, or null if its fiber gave up.</summary>
    internal SendWait? Sender { get; set; }

    internal ReadOnlySpan<byte> Received => _buffer.AsSpan(0, BytesTransferred);

    internal IpEndpoint From => _endpoint.Get();

    internal void PrepareReceive(SocketFlags flags)
    {
        _hasEnded = false;
        SetBuffer(0, Capacity);
        SocketFlags = flags;
        RemoteEndPoint = _endpoint;
    }

    internal void PrepareSend(ReadOnlySpan<byte> datagram, SocketFlags flags)
    {
        datagram.CopyTo(_buffer);
        SetBuffer(0, datagram.Length);
        SocketFlags = flags & PassedOn;
    }

    /// <summary>
    /// Sets the destination of a send. For a v6 socket, converts a v4 address to its mapped v6 address (RFC 4291,
    /// 2.5.5.2).
    /// </summary>
    internal void SetDestination(in IpEndpoint to)
    {
        var isMapped = Family == AddressFamily.InterNetworkV6 && !to.Address.IsV6;
        _endpoint.Set(isMapped ? to with { Address = to.Address.ToMapped() } : to);
        RemoteEndPoint = _endpoint;
    }

    /// <summary>
    /// Blocks until a pending receive has ended. The caller must have closed the socket, because closing aborts the
    /// receive.
    /// </summary>
    internal void AwaitEnd()
    {
        lock (_completion)
        {
            while (!_hasEnded)
            {
                _ = Monitor.Wait(_completion);
            }
        }
    }

    /// <summary>Any thread: posts the operation to the loop after it has completed.</summary>
    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        var loop = Channel!.Owner.Loop;
        lock (_completion)
        {
            _hasEnded = true;
            Monitor.PulseAll(_completion);
        }

        loop.Post(_completion);
    }

    private sealed class OperationCompletion(DatagramOperation operation) : Completion
    {
        internal override void OnCompleted() => operation.Channel!.OnCompleted(operation);
    }
}
