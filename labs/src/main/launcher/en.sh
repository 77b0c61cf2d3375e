# shellcheck shell=bash disable=SC2034
# What the launcher `lab` says, in English. Copy to <language>.sh to translate; each value is a printf format.
say_no_jdk='No JDK 25 or newer found.
Looked at JAVA_HOME, the java on your PATH, %s.
Install one, then run this again:
  any system    https://adoptium.net/temurin/releases/?version=25
  SDKMAN        sdk install java 25-tem
  macOS         brew install openjdk
  Debian 13+    sudo apt install openjdk-25-jdk
Already installed somewhere else? Point to it: JAVA_HOME=/path/to/jdk-25 ./lab'
say_no_maven='Hitrate has to be built once, and Maven was not found (mvn on your PATH, MAVEN_HOME, SDKMAN).
Install it, then run this again:
  Debian, Ubuntu    sudo apt install maven
  macOS             brew install maven
  SDKMAN            sdk install maven
  any system        https://maven.apache.org/download.cgi'
say_read_only='Hitrate has to be built, and this folder cannot be written: %s
Copy it to a folder of your own and run it there.'
say_first_build='Building Hitrate: once, one to three minutes, most of it downloads.'
say_rebuild='Sources have changed: building again.'
say_waiting='Another ./lab is building here (process %s); waiting for it.'
say_module='  [%s] %s'
say_progress='%s  %s  %s s'
say_fetching='%s  %s  %s files fetched  %s s'
say_fast_start='preparing fast start'
say_built='Built in %s s.'
say_failed='The build failed. The last lines:'
say_failed_offline='It looks like a download failed. Check the network, or the proxy in ~/.m2/settings.xml, and run this again.'
say_log='Whole log: %s'
