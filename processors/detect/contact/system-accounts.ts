/**
 * Accounts that come with an operating system or a machine image and stand for no person: the base accounts of the
 * Linux Standard Base, Debian and Fedora, those of cloud images, and the built-in ones of Windows and macOS.
 */
export const SYSTEM_ACCOUNTS: ReadonlySet<string> = new Set(
  (
    "root toor daemon bin sys adm sync shutdown halt games man lp mail news uucp operator gopher ftp proxy www-data www backup list irc gnats nobody nfsnobody nogroup wheel " +
    "systemd systemd-network systemd-resolve systemd-timesync systemd-coredump systemd-oom messagebus dbus polkitd sshd ssh _apt uuidd tss tcpdump landscape pollinate usbmux rtkit avahi avahi-autoipd " +
    "cups-pk-helper saned colord geoclue pulse gdm gdm3 lightdm sddm kernoops whoopsie hplip speech-dispatcher gnome-initial-setup dnsmasq chrony ntp ntpd named bind rpc rpcuser statd haldaemon vcsa pcap " +
    "postfix postdrop dovecot dovenull exim smmsp cyrus mailnull squid apache apache2 httpd nginx haproxy mysql postgres redis memcached rabbitmq mongodb " +
    "ubuntu ec2-user centos debian fedora rocky admin.local core opc azureuser vagrant cloud-user rancher coreos docker node runner app appuser nonroot guest default public shared all " +
    "system localsystem localservice networkservice local_service network_service trustedinstaller defaultuser0 wdagutilityaccount defaultaccount _spotlight _www _mdnsresponder _windowserver _coreaudiod macports login svc sa ci cicd deploy deployer robot prometheus prom neo4j elastic kibana logstash grafana jenkins " +
    "rdsadmin rdsrepladmin cloudsqladmin cloudsqlagent azure_superuser azuresu replicator repmgr patroni pgbouncer " +
    "build builder builduser buildbot buildkite-agent teamcity bamboo gitlab gitlab-runner git actions travis circleci workspace"
  ).split(" "),
);

/** Words that follow `user` or `login` in running text without being a name. */
export const NOT_NAMES: ReadonlySet<string> = new Set(
  (
    "unknown null none nil undefined true false anonymous anonymous_user n/a na id ids name names from by for to on in at is was has had not no and or with without the a an this that any all some each new old " +
    "agent agents account accounts session sessions login logins logout input data info profile profiles role roles group groups password passwords permission permissions access service services error errors failed failure " +
    "success successful successfully logged created updated deleted removed added unknown authenticated authorized denied request requests response status state type count list table home page space mode manager activity " +
    "defined specified supplied provided level interface friendly experience story stories settings preferences principal token key value string int object class method function module thread process does did can cannot could " +
    "should must may will would who whose which when where while authentication authorization verification registration signup signin are were be been being have it its left right root user users username owner member members " +
    "enabled disabled active inactive locked expired invalid missing required empty blank found exists already timeout time event events phone ip call line mailbox action actions command commands queue pool limit quota count via using"
  ).split(" "),
);
