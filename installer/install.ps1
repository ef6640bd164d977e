# Installs Mochi on Windows, or updates it: one executable, and its folder on the user's PATH.
#
#   irm https://…/install.ps1 | iex
#   .\install.ps1 -Uninstall
#
# MOCHI_INSTALL, MOCHI_VERSION, MOCHI_BASE_URL, MOCHI_SHA256 and MOCHI_NO_MODIFY_PATH mean what install.sh says.

param([switch]$Uninstall)

# A release writes its own address, version and SHA256SUMS here (release/write-installers.ts).
$DefaultUrl = ''
$PinnedVersion = ''
$PinnedSums = ''

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Stop-Because([string]$What, [string]$Help) {
  [Console]::Error.WriteLine("mochi: $What`nhelp: $Help")
  exit 1
}

function Get-Setting([string]$Name, [string]$Default) {
  $value = [Environment]::GetEnvironmentVariable($Name)
  if ([string]::IsNullOrEmpty($value)) { $Default } else { $value }
}

function Set-UserPath([string]$Folder, [bool]$Present) {
  $parts = @([Environment]::GetEnvironmentVariable('Path', 'User') -split ';' | Where-Object { $_ -ne '' -and $_ -ne $Folder })
  if ($Present) { $parts = @($Folder) + $parts }
  [Environment]::SetEnvironmentVariable('Path', ($parts -join ';'), 'User')
}

function Get-File([string]$Url, [string]$File) {
  if ($Url -notmatch '^(https://|http://(127\.0\.0\.1|localhost):)') {
    Stop-Because "$Url is not fetched: it is no https address" 'name one in MOCHI_BASE_URL'
  }
  try {
    Invoke-WebRequest -UseBasicParsing -Uri $Url -OutFile $File
  } catch {
    Stop-Because "$Url can't be fetched: $($_.Exception.Message)" 'see whether the network works, and look at MOCHI_VERSION and MOCHI_BASE_URL'
  }
}

function Install-Mochi {
  $install = Get-Setting 'MOCHI_INSTALL' (Join-Path $env:USERPROFILE '.mochi')
  $bin = Join-Path $install 'bin'
  $program = Join-Path $bin 'mochi.exe'
  if ($Uninstall) {
    # Only what Mochi has put there: the folder may be one that others use, too.
    Set-UserPath $bin $false
    foreach ($file in 'mochi.exe', 'mochi.exe.old') {
      Remove-Item -Force -ErrorAction SilentlyContinue (Join-Path $bin $file)
    }
    $mochiHome = Get-Setting 'MOCHI_HOME' (Join-Path $env:USERPROFILE '.mochi')
    foreach ($part in 'core', 'cache', 'toolchains', 'downloads', 'vendor', 'sources') {
      Remove-Item -Recurse -Force -ErrorAction SilentlyContinue (Join-Path $mochiHome $part)
    }
    foreach ($folder in $bin, $install, $mochiHome) {
      if ((Test-Path $folder) -and -not (Get-ChildItem -Force $folder)) { Remove-Item -Force $folder }
    }
    Write-Host 'mochi: removed'
    return
  }
  $baseUrl = Get-Setting 'MOCHI_BASE_URL' $DefaultUrl
  if ($baseUrl -eq '') { Stop-Because 'it is not said where to fetch Mochi' 'name the address in MOCHI_BASE_URL' }
  $work = Join-Path $bin ('.new-' + [Guid]::NewGuid().ToString('N'))
  New-Item -ItemType Directory -Force $work | Out-Null
  try {
    $version = Get-Setting 'MOCHI_VERSION' $PinnedVersion
    if ($version -eq '') {
      Get-File "$baseUrl/latest" (Join-Path $work 'latest')
      $version = (Get-Content (Join-Path $work 'latest') -TotalCount 1).Trim()
    }
    if ($version -notmatch '^[A-Za-z0-9][A-Za-z0-9.-]*$') {
      Stop-Because "«$version» is no version" 'name one in MOCHI_VERSION, as in 1.2.3'
    }
    $name = 'mochi-win-x64.exe'
    if ($version -eq $PinnedVersion) {
      $sums = $PinnedSums -split "`n"
    } else {
      Get-File "$baseUrl/$version/SHA256SUMS" (Join-Path $work 'sums')
      $sums = Get-Content (Join-Path $work 'sums')
    }
    $line = $sums | Where-Object { $_ -match "^[0-9a-f]{64}  $([Regex]::Escape($name))$" } | Select-Object -First 1
    if (-not $line) { Stop-Because "version $version has no $name" 'choose another in MOCHI_VERSION' }
    $wanted = $line.Substring(0, 64)
    $known = Get-Setting 'MOCHI_SHA256' $wanted
    if ($known -ne $wanted) { Stop-Because "SHA256SUMS says $wanted for $name, not $known" 'nothing was installed; somebody changed one of the two' }
    if ((Test-Path $program) -and ((Get-FileHash -Algorithm SHA256 $program).Hash -eq $wanted)) {
      Write-Host "mochi: $version is installed already: $program"
    } else {
      $staged = Join-Path $work 'mochi.exe'
      Get-File "$baseUrl/$version/$name" $staged
      $found = (Get-FileHash -Algorithm SHA256 $staged).Hash.ToLowerInvariant()
      if ($found -ne $wanted) { Stop-Because "what was fetched is not $name ${version}: SHA-256 $found instead of $wanted" 'try again; if that does not help, somebody is changing your downloads' }
      # A running executable can't be replaced, but it can be renamed.
      if (Test-Path $program) { Move-Item -Force $program "$program.old" }
      Move-Item $staged $program
      Write-Host "mochi: installed ${version}: $program"
    }
    if ((Get-Setting 'MOCHI_NO_MODIFY_PATH' '') -ne '1') { Set-UserPath $bin $true }
  } finally {
    Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $work
  }
}

Install-Mochi
