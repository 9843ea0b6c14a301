namespace Moonwire.Runtime.Os;

/// <summary>The events that a descriptor is polled for, in the bits of both poll(2) and epoll(7). Errors are always reported.</summary>
[Flags]
internal enum Interest
{
    None = 0,

    /// <summary>POLLIN and EPOLLIN.</summary>
    Input = 1,

    /// <summary>POLLOUT and EPOLLOUT.</summary>
    Output = 4,
}
