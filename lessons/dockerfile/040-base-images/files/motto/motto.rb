require "bundler"
puts "Ruby #{RUBY_VERSION} with Bundler #{Bundler::VERSION} at your service"
