using System.Net.Sockets;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// One pooled SocketAsyncEventArgs with a buffer that any datagram fits in and an endpoint for each family. Normally
/// it completes at once, on the loop thread; one that goes pending completes elsewhere and comes back through the
/// loop's completions.
/// </summary>
internal sealed class DatagramOperation : SocketAsyncEventArgs
{
    /// <summary>More than the largest datagram, so that nothing is truncated here.</summary>
    internal const int Capacity = 65536;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private readonly RawEndPoint _v4 = new(AddressFamily.InterNetwork);
    private readonly RawEndPoint _v6 = new(AddressFamily.InterNetworkV6);
    private readonly OperationCompletion _completion;

    internal DatagramOperation()
        : base(true)
    {
        SetBuffer(_buffer, 0, Capacity);
        _completion = new OperationCompletion(this);
    }

    /// <summary>The channel that the operation is used by.</summary>
    internal SaeaChannel? Channel { get; set; }

    /// <summary>The sender that takes the outcome of a send.</summary>
    internal SendWait? Sender { get; set; }

    internal ReadOnlySpan<byte> Received => _buffer.AsSpan(0, BytesTransferred);

    internal IpEndpoint From => ((RawEndPoint)RemoteEndPoint!).Get();

    internal void PrepareReceive(AddressFamily family, SocketFlags flags)
    {
        SetBuffer(0, Capacity);
        SocketFlags = flags;
        RemoteEndPoint = family == AddressFamily.InterNetworkV6 ? _v6 : _v4;
    }

    internal void PrepareSend(ReadOnlySpan<byte> datagram, SocketFlags flags)
    {
        datagram.CopyTo(_buffer);
        SetBuffer(0, datagram.Length);
        SocketFlags = flags;
    }

    internal void SetDestination(in IpEndpoint to)
    {
        var endpoint = to.Address.IsV6 ? _v6 : _v4;
        endpoint.Set(to);
        RemoteEndPoint = endpoint;
    }

    /// <summary>Any thread: the pending operation ended.</summary>
    protected override void OnCompleted(SocketAsyncEventArgs e) => Channel!.Owner.Loop.Post(_completion);

    private sealed class OperationCompletion(DatagramOperation operation) : Completion
    {
        internal override void OnCompleted() => operation.Channel!.OnCompleted(operation);
    }
}
