using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Allocates the memory of one Lua state, and counts it if the host sets a limit. Small blocks come from
/// <see cref="SlabAllocator"/>.
/// </summary>
/// <remarks>
/// 1. While managed code is on the stack, allocation does not fail. A managed callback allocates under
/// <see cref="MemoryGuard"/>, whose allocator ignores the limit. The limit applies to the script's own next allocation.
/// If the system is out of memory, the guard's allocator frees a reserve and tries again.
/// 2. Managed code calls <see cref="CanAllocate"/> before an allocation whose size a script chooses.
/// 3. Every allocator can free the blocks of the other allocators, and also blocks of Lua's own allocator, which a new
/// state uses at first. The address of a block shows which allocator it came from.
/// </remarks>
internal static unsafe class LuaAllocator
{
    private const nuint ReserveSize = 1 << 20;
    private const nuint ProbeAbove = 1 << 18;

    /// <summary>The step in bytes by which the limit grows if the system limits the memory of the process.</summary>
    private const long Step = 1 << 20;

    /// <summary>
    /// The number of function prototypes that Lua has created, modulo 2^32. The prototypes of a state that still has
    /// Lua's own allocator do not count.
    /// </summary>
    internal static int Prototypes;

    /// <summary>The reserve, or null after it was freed. <see cref="Replenish"/> allocates it.</summary>
    private static void* _reserve;

    internal struct Account
    {
        public long Used;
        public long Limit;
        public long Max;
        public long Managed;
        public bool IsBounded;
        public SlabAllocator Small;
    }

    internal static nint Guarded =>
        (nint)(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*>)&AllocateGuarded;

    private static nint Unlimited =>
        (nint)(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*>)&AllocateUnlimited;

    private static nint Limited =>
        (nint)(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*>)&AllocateLimited;

    /// <summary>Sets the allocator of a new state.</summary>
    /// <returns>The account, which <see cref="Close"/> frees after the state is closed.</returns>
    internal static Account* Open(nint state)
    {
        var account = (Account*)NativeMemory.AllocZeroed((nuint)sizeof(Account));
        account->Limit = account->Max = long.MaxValue / 2; // used bytes are not counted, and may fall below 0
        account->Small.Reserve();
        account->IsBounded = SystemMemory.IsBounded;
        if (!account->IsBounded)
        {
            LuaApi.lua_setallocf(state, Unlimited, (nint)account);
            return account;
        }

        if (!SystemMemory.Has(0))
        {
            MemoryShortage.End();
        }

        account->Limit = 0;
        LuaApi.lua_setallocf(state, Limited, (nint)account);
        return account;
    }

    /// <summary>
    /// Limits the memory of the state to <paramref name="limit"/> bytes, of which <paramref name="used"/> are already
    /// in use.
    /// </summary>
    internal static void SetLimit(nint state, Account* account, long limit, long used)
    {
        account->Limit = account->IsBounded ? Math.Min(limit, used) : limit;
        account->Max = limit;
        account->Used = used;
        LuaApi.lua_setallocf(state, Limited, (nint)account);
    }

    internal static void Close(Account* account)
    {
        account->Small.Release();
        NativeMemory.Free(account);
    }

    /// <summary>
    /// Returns true if a block of <paramref name="size"/> bytes can be allocated now, within the limit and from the
    /// system.
    /// </summary>
    internal static bool CanAllocate(nint state, nuint size)
    {
        nint data;
        _ = LuaApi.lua_getallocf(state, &data);
        var account = (Account*)data;
        if ((long)size > account->Limit - account->Used && !TryWiden(account, (long)size))
        {
            return false;
        }

        if (size < ProbeAbove)
        {
            return true;
        }

        var probe = Libc.realloc(null, size);
        Libc.free(probe);
        return probe is not null;
    }

    /// <summary>
    /// Counts the bytes of a managed object that a script creates. Throws OutOfMemoryException if the limits do not
    /// allow these bytes.
    /// </summary>
    internal static void Charge(LuaThread stack, int bytes)
    {
        for (var mayCollect = true; !TryCharge(stack.State, bytes); mayCollect = false)
        {
            MemoryShortage.ThrowUnless(mayCollect);
            stack.Collect();
        }
    }

    /// <summary>
    /// Counts the bytes of a managed object that a script creates. Returns false if the limits do not allow these
    /// bytes.
    /// </summary>
    internal static bool TryCharge(nint state, int bytes)
    {
        nint data;
        _ = LuaApi.lua_getallocf(state, &data);
        var account = (Account*)data;
        if (!ManagedMemory.Has(account->Managed + bytes)
            || (bytes > account->Limit - account->Used && !TryWiden(account, bytes)))
        {
            return false;
        }

        account->Used += bytes;
        account->Managed += bytes;
        return true;
    }

    /// <summary>Takes back a charge, because the managed object is released.</summary>
    internal static void Refund(nint state, int bytes)
    {
        nint data;
        _ = LuaApi.lua_getallocf(state, &data);
        ((Account*)data)->Used -= bytes;
        ((Account*)data)->Managed -= bytes;
        ManagedMemory.NoticeGarbage(bytes);
    }

    /// <summary>
    /// Raises the limit, by a step if possible, if the system limits the process and has enough memory left. The check
    /// leaves room for memory that does not come from this allocator.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryWiden(Account* account, long growth)
    {
        var used = account->Used + growth;
        if (!account->IsBounded || used > account->Max)
        {
            return false;
        }

        var step = SystemMemory.Has((nuint)(growth + Step)) ? Step : SystemMemory.Has((nuint)growth) ? 0 : -1;
        if (step < 0)
        {
            return false;
        }

        account->Limit = Math.Min(account->Max, used + step);
        return true;
    }

    /// <summary>Allocates the reserve again after it was freed, if the system has the memory.</summary>
    internal static void Replenish()
    {
        if (_reserve is null)
        {
            _reserve = Libc.realloc(null, ReserveSize);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* AllocateUnlimited(void* data, void* block, nuint oldSize, nuint newSize) =>
        Allocate((Account*)data, block, oldSize, newSize);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* AllocateLimited(void* data, void* block, nuint oldSize, nuint newSize)
    {
        var account = (Account*)data;
        var growth = Growth(block, oldSize, newSize);
        if (growth > 0 && account->Used + growth > account->Limit && !TryWiden(account, growth))
        {
            return null;
        }

        var result = Allocate(account, block, oldSize, newSize);
        account->Used += result is not null || newSize == 0 ? growth : 0;
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* AllocateGuarded(void* data, void* block, nuint oldSize, nuint newSize)
    {
        var account = (Account*)data;
        var result = Allocate(account, block, oldSize, newSize);
        if (result is null && newSize > 0 && _reserve is not null)
        {
            Libc.free(_reserve);
            _reserve = null;
            result = Allocate(account, block, oldSize, newSize);
        }

        account->Used += result is not null || newSize == 0 ? Growth(block, oldSize, newSize) : 0;
        return result;
    }

    /// <summary>
    /// Returns the change in the number of used bytes. For a new block, Lua passes the kind of object as the old size.
    /// </summary>
    private static long Growth(void* block, nuint oldSize, nuint newSize) =>
        (long)newSize - (block is null ? 0 : (long)oldSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* Allocate(Account* account, void* block, nuint oldSize, nuint newSize)
    {
        if (block is null)
        {
            if (oldSize == EngineLayout.Prototype.Kind)
            {
                Prototypes++;
            }

            return newSize == 0 ? null : New(account, newSize);
        }

        if (newSize != 0)
        {
            return Resize(account, block, oldSize, newSize);
        }

        if (account->Small.Owns(block))
        {
            account->Small.Free(block);
        }
        else
        {
            Libc.free(block);
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* New(Account* account, nuint size)
    {
        var sizeClass = SlabAllocator.SizeClassOf(size);
        var result = sizeClass > 0 ? account->Small.Allocate(sizeClass) : null;
        return result is null ? Libc.realloc(null, size) : result;
    }

    /// <summary>
    /// Resizes a block. A block that shrinks stays in place if there is no memory for a new block, because Lua requires
    /// that shrinking succeeds.
    /// </summary>
    private static void* Resize(Account* account, void* block, nuint oldSize, nuint newSize)
    {
        if (!account->Small.Owns(block))
        {
            return Libc.realloc(block, newSize);
        }

        var size = account->Small.SizeOf(block);
        if (newSize <= size && newSize > size - 8)
        {
            return block;
        }

        var result = New(account, newSize);
        if (result is null)
        {
            return newSize <= size ? block : null;
        }

        NativeMemory.Copy(block, result, Math.Min(oldSize, newSize));
        account->Small.Free(block);
        return result;
    }
}

/// <summary>
/// Makes allocations by the Lua API succeed until this guard is disposed. See <see cref="LuaAllocator"/>.
/// </summary>
internal readonly unsafe ref struct MemoryGuard
{
    private readonly nint _state;
    private readonly nint _allocator;
    private readonly nint _data;

    internal MemoryGuard(nint state)
    {
        _state = state;
        if (LuaLayout.IsVerified)
        {
            var current = LuaLayout.Allocator(state);
            _allocator = *current;
            *current = LuaAllocator.Guarded;
            return;
        }

        nint data;
        _allocator = LuaApi.lua_getallocf(state, &data);
        _data = data;
        LuaApi.lua_setallocf(state, LuaAllocator.Guarded, data);
    }

    public void Dispose()
    {
        if (LuaLayout.IsVerified)
        {
            *LuaLayout.Allocator(_state) = _allocator;
        }
        else
        {
            LuaApi.lua_setallocf(_state, _allocator, _data);
        }

        LuaAllocator.Replenish();
    }
}
