using System.Net.Sockets;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// One pooled SocketAsyncEventArgs for sockets of one family, with a buffer that any datagram fits in. Normally it
/// completes at once, on the loop thread; one that goes pending completes elsewhere and comes back through the
/// loop's completions.
/// </summary>
internal sealed class DatagramOperation : SocketAsyncEventArgs
{
    /// <summary>More than the largest datagram, so that nothing is truncated here.</summary>
    internal const int Capacity = 65536;

    /// <summary>The flags that mean something to a send. .NET refuses others, which the kernel does not look at.</summary>
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

    /// <summary>The channel that the operation is used by.</summary>
    internal SaeaChannel? Channel { get; set; }

    /// <summary>The sender that takes the outcome of a send; null when it gave up.</summary>
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

    /// <summary>Sets where to send to; a v6 socket reaches a v4 address as a mapped one (RFC 4291, 2.5.5.2).</summary>
    internal void SetDestination(in IpEndpoint to)
    {
        var isMapped = Family == AddressFamily.InterNetworkV6 && !to.Address.IsV6;
        _endpoint.Set(isMapped ? to with { Address = to.Address.ToMapped() } : to);
        RemoteEndPoint = _endpoint;
    }

    /// <summary>Waits for the end of a pending receive whose socket was closed, which ends it at once.</summary>
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

    /// <summary>Any thread: the pending operation ended.</summary>
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
