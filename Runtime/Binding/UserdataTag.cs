using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Makes the tag at the start of this program's userdata: a number that no script knows, and the number of the
/// userdata's type.
/// </summary>
internal static unsafe class UserdataTag
{
    private const ulong KindMask = 0xffff;

    private static readonly ulong Secret = SecretNumber.Make() & ~KindMask;

    private static int _kinds;

    internal static ulong Next() => Secret | ((ulong)Interlocked.Increment(ref _kinds) & KindMask);

    /// <summary>Returns true if the value is a userdata of this program.</summary>
    internal static bool IsOwn(LuaThread stack, int index)
    {
        var tag = (ulong*)stack.ToUserdata(index, sizeof(ulong));
        return tag is not null && (*tag & ~KindMask) == Secret;
    }
}
