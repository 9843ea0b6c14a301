# Makes the two packages of the installed files: an archive to unpack below a prefix, and a Debian package.
. ([IO.Path]::Combine($PSScriptRoot, 'archives.ps1'))
. ([IO.Path]::Combine($PSScriptRoot, 'notices.ps1'))

# Returns the output of the executable.
function Get-Printed([string] $Executable, [string[]] $Arguments) {
    $start = [Diagnostics.ProcessStartInfo]::new($Executable, $Arguments)
    $start.RedirectStandardOutput = $true
    $start.StandardOutputEncoding = [Text.Encoding]::UTF8
    $process = [Diagnostics.Process]::Start($start)
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    if ($process.ExitCode -ne 0) {
        throw "$Executable $Arguments failed with exit status $($process.ExitCode)."
    }
    $text
}

# Returns the files that are installed below a prefix such as /usr/local.
function Get-InstalledFiles([string] $Repository, [string] $Executable, [string] $Notices) {
    New-File 'bin/moonwire' ([IO.File]::ReadAllBytes($Executable)) '755'
    New-TextFile 'share/man/man1/moonwire.1' (Get-Printed $Executable 'man')
    New-TextFile 'share/bash-completion/completions/moonwire' (Get-Printed $Executable 'completions', 'bash')
    New-TextFile 'share/zsh/site-functions/_moonwire' (Get-Printed $Executable 'completions', 'zsh')
    New-TextFile 'share/fish/vendor_completions.d/moonwire.fish' (Get-Printed $Executable 'completions', 'fish')
    New-TextFile 'share/doc/moonwire/NOTICES' $Notices
    New-TextFile 'share/doc/moonwire/README.md' ([IO.File]::ReadAllText([IO.Path]::Combine($Repository, 'README.md')))
    foreach ($pair in @('docs', 'doc/moonwire/docs', '*.md'), @('Interpreter/Types', 'moonwire/types', '*.lua')) {
        $folder = [IO.Path]::Combine($Repository, $pair[0])
        foreach ($path in [IO.Directory]::GetFiles($folder, $pair[2], [IO.SearchOption]::AllDirectories)) {
            $name = [IO.Path]::GetRelativePath($folder, $path).Replace('\', '/')
            New-TextFile "share/$($pair[1])/$name" ([IO.File]::ReadAllText($path))
        }
    }
}

# Returns Debian's changelog and the maintainer of its newest entry. The entry must be for this version.
function Get-Changelog([string] $Version) {
    $text = [IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, 'changelog'))
    $newest = [regex]::Match($text, '^moonwire \((?<version>[^)]+)\) .*?\n -- (?<who>[^<\n]+<[^>\n]+>)  ', 'Singleline')
    if ($newest.Groups['version'].Value -ne $Version) {
        throw "The newest entry of packaging/changelog is not for version $Version."
    }
    [pscustomobject]@{ Text = $text; Maintainer = $newest.Groups['who'].Value }
}

# Debian has other folders for some files, and compresses the changelog and manual pages.
function ConvertTo-DebianFiles([object[]] $Files, $Changelog) {
    New-File 'usr/share/doc/moonwire/changelog.gz' (Get-GZip (New-TextFile '' $Changelog.Text).Bytes)
    foreach ($file in $Files) {
        switch ($file.Path) {
            'share/man/man1/moonwire.1' { New-File "usr/$($file.Path).gz" (Get-GZip $file.Bytes) }
            'share/zsh/site-functions/_moonwire' { New-File 'usr/share/zsh/vendor-completions/_moonwire' $file.Bytes }
            'share/doc/moonwire/NOTICES' {
                New-TextFile 'usr/share/doc/moonwire/copyright' (ConvertTo-DebianCopyright ([Text.Encoding]::UTF8.GetString($file.Bytes)))
            }
            default { [pscustomobject]@{ Path = "usr/$($file.Path)"; Mode = $file.Mode; Bytes = $file.Bytes } }
        }
    }
}

# Returns the newest version of the C library that the executable, or the engine in it, names.
function Get-Dependency([byte[]] $Executable) {
    $newest = [version]'0.0'
    foreach ($match in [regex]::Matches([Text.Encoding]::Latin1.GetString($Executable), 'GLIBC_(\d+\.\d+)')) {
        if ([version]$match.Groups[1].Value -gt $newest) {
            $newest = [version]$match.Groups[1].Value
        }
    }
    if ($newest -eq [version]'0.0') { 'libc6' } else { "libc6 (>= $newest)" }
}

function Get-Deb([object[]] $Files, [string] $Version, [string] $Architecture, [string] $Maintainer) {
    $size = 0
    $sums = ''
    foreach ($file in $Files) {
        $size += [Math]::Ceiling($file.Bytes.Length / 1024)
        $sums += [Convert]::ToHexString([Security.Cryptography.MD5]::HashData([byte[]]$file.Bytes)).ToLowerInvariant() + "  $($file.Path)`n"
        if ($file.Path -eq 'usr/bin/moonwire') {
            $depends = Get-Dependency $file.Bytes
        }
    }

    $control = [string]::Join("`n", @(
            'Package: moonwire'
            "Version: $Version"
            "Architecture: $Architecture"
            "Maintainer: $Maintainer"
            "Installed-Size: $size"
            "Depends: $depends"
            'Section: interpreters'
            'Priority: optional'
            'Description: standalone Lua 5.4 interpreter whose scripts speak UDP'
            ' A function that has to wait, such as receive_from, blocks its fiber; the other'
            ' fibers of the program keep running.'
            ''))
    return , (Get-Ar @(
            (New-TextFile 'debian-binary' "2.0`n")
            (New-File 'control.tar.gz' (Get-TarGz @((New-TextFile 'control' $control), (New-TextFile 'md5sums' $sums)) './'))
            (New-File 'data.tar.gz' (Get-TarGz $Files './'))))
}

# Writes the packages to a folder and prints their paths.
function New-Packages([string] $Repository, [string] $Executable, [string] $Version, [string] $Runtime, [string] $AssetsFile, [string] $Folder) {
    $architecture = @{ 'linux-x64' = 'amd64'; 'linux-arm64' = 'arm64' }[$Runtime]
    if (-not $architecture) {
        throw "Packages are made for linux-x64 and linux-arm64, on such a machine; this is $Runtime."
    }

    $changelog = Get-Changelog $Version
    $notices = Get-Notices $AssetsFile $Runtime
    $files = @(Get-InstalledFiles $Repository $Executable $notices)
    $null = [IO.Directory]::CreateDirectory($Folder)

    $archive = [IO.Path]::Combine($Folder, "moonwire-$Version-$Runtime.tar.gz")
    [IO.File]::WriteAllBytes($archive, (Get-TarGz $files "moonwire-$Version-$Runtime/"))
    $archive
    $deb = [IO.Path]::Combine($Folder, "moonwire_${Version}_$architecture.deb")
    [IO.File]::WriteAllBytes($deb, (Get-Deb @(ConvertTo-DebianFiles $files $changelog) $Version $architecture $changelog.Maintainer))
    $deb
}
