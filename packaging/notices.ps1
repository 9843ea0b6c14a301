# Collects the licences of the parts of the executable. The text comes from the package. If a package only names its
# licence, the text comes from the folder licenses. A package without both ends the build.

$licenses = [IO.Path]::Combine($PSScriptRoot, 'licenses')

function Get-PackageFolder($Assets, [string] $Name, [string] $Version) {
    foreach ($folder in $Assets.RootElement.GetProperty('packageFolders').EnumerateObject()) {
        $path = [IO.Path]::Combine($folder.Name, $Name.ToLowerInvariant(), $Version)
        if ([IO.Directory]::Exists($path)) {
            return $path
        }
    }
    throw "The package $Name $Version is not restored."
}

function Get-Notice([string] $Title, [string[]] $Texts) {
    $rule = '=' * 78
    "$rule`n$Title`n$rule`n`n" + [string]::Join("`n`n", $Texts.Trim()) + "`n`n"
}

function Get-PackageLicense([string] $Folder) {
    foreach ($name in 'LICENSE', 'LICENSE.txt', 'LICENSE.TXT', 'LICENSE.md') {
        $path = [IO.Path]::Combine($Folder, $name)
        if ([IO.File]::Exists($path)) {
            return [IO.File]::ReadAllText($path)
        }
    }

    $nuspec = [xml][IO.File]::ReadAllText([IO.Directory]::GetFiles($Folder, '*.nuspec')[0])
    $metadata = $nuspec.package.metadata
    $path = [IO.Path]::Combine($licenses, "$($metadata.license.InnerText).txt")
    if (-not [IO.File]::Exists($path)) {
        throw "There is no text for the licence of $($metadata.id): $path."
    }
    "$($metadata.copyright)`n`n" + [IO.File]::ReadAllText($path)
}

# AssetsFile is the file project.assets.json that the restore of the executable's project wrote.
function Get-Notices([string] $AssetsFile, [string] $Runtime) {
    $assets = [System.Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($AssetsFile))
    $text = "moonwire contains the work of others, under the licences below. They are the licences of these parts alone:`n"
    $text += "no licence is stated here for moonwire's own work.`n`n"
    $text += Get-Notice 'Lua' ([IO.File]::ReadAllText([IO.Path]::Combine($licenses, 'Lua.txt')))

    foreach ($target in $assets.RootElement.GetProperty('targets').EnumerateObject()) {
        if (-not $target.Name.EndsWith("/$Runtime")) {
            continue
        }
        foreach ($library in $target.Value.EnumerateObject()) {
            $files = [System.Text.Json.JsonElement]::new()
            if ($library.Value.GetProperty('type').GetString() -eq 'package' -and $library.Value.TryGetProperty('runtime', [ref] $files)) {
                $name, $version = $library.Name.Split('/')
                $folder = Get-PackageFolder $assets $name $version
                $text += Get-Notice "$name $version" (Get-PackageLicense $folder)
            }
        }
    }

    $compiled = "Microsoft.NETCore.App.Runtime.NativeAOT.$Runtime"
    foreach ($framework in $assets.RootElement.GetProperty('project').GetProperty('frameworks').EnumerateObject()) {
        foreach ($download in $framework.Value.GetProperty('downloadDependencies').EnumerateArray()) {
            if ($download.GetProperty('name').GetString() -eq $compiled) {
                $version = $download.GetProperty('version').GetString().Trim('[', ']').Split(',')[0]
                $folder = Get-PackageFolder $assets $compiled $version
                return $text + (Get-Notice ".NET $version" @(
                        [IO.File]::ReadAllText([IO.Path]::Combine($folder, 'LICENSE.TXT')),
                        [IO.File]::ReadAllText([IO.Path]::Combine($folder, 'THIRD-PARTY-NOTICES.TXT'))))
            }
        }
    }
    throw "$compiled is not restored."
}

function Write-Notices([string] $AssetsFile, [string] $Runtime, [string] $Path) {
    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    [IO.File]::WriteAllText($Path, (Get-Notices $AssetsFile $Runtime).Replace("`r`n", "`n"))
}

# Debian ships the text of the Apache License, and its policy asks packages to refer to that file.
function ConvertTo-DebianCopyright([string] $Notices) {
    $full = [IO.File]::ReadAllText([IO.Path]::Combine($licenses, 'Apache-2.0.txt')).Trim()
    $Notices.Replace($full, 'On Debian systems, the text of the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.')
}
