namespace Moonwire.Runtime.Os;

/// <summary>
/// The events to poll a descriptor for. poll(2) and epoll(7) use the same bits, and always report errors.
/// </summary>
[Flags]
internal enum Interest
{
    None = 0,

    /// <summary>POLLIN and EPOLLIN.</summary>
    Input = 1,

    /// <summary>POLLOUT and EPOLLOUT.</summary>
    Output = 4,
}
