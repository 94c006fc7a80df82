# Interactive shells only.
case $- in *i*) ;; *) return ;; esac

HISTSIZE=5000
HISTFILESIZE=10000
HISTCONTROL=ignoreboth
shopt -s histappend checkwinsize

# The prompt says who and where one is, and the exit code of what failed.
_naru_prompt() {
  local code=$?
  local failed=
  [ "$code" -eq 0 ] || failed="\[\e[90m\]($code)\[\e[0m\] "
  # OSC 133 marks tell the page where a prompt begins, and by PS0 where a command does.
  PS1="\[\e]133;A\a\]${failed}\[\e[32m\]\u@\h\[\e[0m\]:\[\e[34m\]\w\[\e[0m\]\\$ "
  history -a
}
PROMPT_COMMAND=_naru_prompt
PS0='\e]133;C\a'

alias ls='ls --color=auto'
alias ll='ls -alF'
alias grep='grep --color=auto'

[ ! -r /usr/share/bash-completion/bash_completion ] || . /usr/share/bash-completion/bash_completion
