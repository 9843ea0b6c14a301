using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// The memory of one Lua state, counted when the host sets a limit. Small blocks are from <see cref="SlabAllocator"/>.
/// </summary>
/// <remarks>
/// Invariant: while managed code is on the stack, allocation does not fail. A managed callback allocates under
/// <see cref="MemoryGuard"/>, whose allocator ignores the limit (the next allocation of the script itself meets
/// it) and, when the system is out of memory, gives back a reserve first. What a script sizes is asked of
/// <see cref="CanAllocate"/> beforehand. Blocks pass between the allocators, also from Lua's own, which the state begins
/// with: a block's address tells whose it is.
/// </remarks>
internal static unsafe class LuaAllocator
{
    private const nuint ReserveSize = 1 << 20;
    private const nuint ProbeAbove = 1 << 18;

    /// <summary>How far the limit is raised at a time where the system bounds the process.</summary>
    private const long Step = 1 << 20;

    /// <summary>Taken by the first <see cref="Replenish"/>.</summary>
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

    internal static nint Guarded => (nint)(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*>)&AllocateGuarded;

    private static nint Unlimited => (nint)(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*>)&AllocateUnlimited;

    private static nint Limited => (nint)(delegate* unmanaged[Cdecl]<void*, void*, nuint, nuint, void*>)&AllocateLimited;

    /// <summary>Gives a new state its allocator.</summary>
    /// <returns>The account, which <see cref="Close"/> frees after the state is closed.</returns>
    internal static Account* Open(nint state)
    {
        var account = (Account*)NativeMemory.AllocZeroed((nuint)sizeof(Account));
        account->Limit = account->Max = long.MaxValue / 2; // what is used is not counted, and may come out below 0
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

    /// <summary>Bounds what the state may hold to <paramref name="limit"/> bytes, counting <paramref name="used"/> as taken.</summary>
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

    /// <summary>Whether a block of <paramref name="size"/> bytes can be had now, within the limit and from the system.</summary>
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

    /// <summary>Counts the bytes of a managed object that the script makes. OutOfMemoryException if the limits do not leave so much.</summary>
    internal static void Charge(LuaThread stack, int bytes)
    {
        for (var mayCollect = true; !TryCharge(stack.State, bytes); mayCollect = false)
        {
            MemoryShortage.ThrowUnless(mayCollect);
            stack.Collect();
        }
    }

    /// <summary>Counts the bytes of a managed object that a script makes, if the limits leave so much.</summary>
    internal static bool TryCharge(nint state, int bytes)
    {
        nint data;
        _ = LuaApi.lua_getallocf(state, &data);
        var account = (Account*)data;
        if (!ManagedMemory.Has(account->Managed + bytes) || (bytes > account->Limit - account->Used && !TryWiden(account, bytes)))
        {
            return false;
        }

        account->Used += bytes;
        account->Managed += bytes;
        return true;
    }

    /// <summary>Takes a charge back, because the managed object goes.</summary>
    internal static void Refund(nint state, int bytes)
    {
        nint data;
        _ = LuaApi.lua_getallocf(state, &data);
        ((Account*)data)->Used -= bytes;
        ((Account*)data)->Managed -= bytes;
        ManagedMemory.NoticeGarbage(bytes);
    }

    /// <summary>
    /// Where the system bounds the process: raises the limit by a step if the system has that, and leaves room for what does
    /// not ask this allocator.
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

    /// <summary>Takes the reserve again after it was given back, if the system has it.</summary>
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

    /// <summary>Without a block, Lua says in its size what the new one is for.</summary>
    private static long Growth(void* block, nuint oldSize, nuint newSize) => (long)newSize - (block is null ? 0 : (long)oldSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* Allocate(Account* account, void* block, nuint oldSize, nuint newSize)
    {
        if (block is null)
        {
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

    /// <summary>A block that gets smaller stays where it is if there is no memory for another: Lua relies on it.</summary>
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

/// <summary>Makes allocations by the Lua API succeed while it lives; see <see cref="LuaAllocator"/>.</summary>
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
